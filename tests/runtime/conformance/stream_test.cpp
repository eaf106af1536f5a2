// Streams and events: order, waiting, failures, callbacks.
#include "tests/runtime/conformance/conformance.h"

#include <atomic>

namespace hd::test {
namespace {

class StreamTest : public Conformance {
protected:
  // value = value * 3 + add, after a while.
  Status chain(const Stream &stream, const Buffer<uint32_t> &value, uint32_t add, uint32_t delay = 20000) {
    return kernel("chain").launch({.stream = stream}, value, add, delay);
  }
};
HD_ON_EVERY_DEVICE(StreamTest);

TEST_P(StreamTest, WorkOfOneStreamRunsInOrder) {
  Stream stream = *device.create_stream();
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(1, stream));
  uint32_t expected = 1;
  for (uint32_t i = 0; i < 50; ++i) {
    EXPECT_OK(chain(stream, value, i));
    expected = expected * 3 + i;
  }
  EXPECT_OK(stream.synchronize());
  if (executes()) {
    EXPECT_EQ(value.to_vector()->at(0), expected);
  }
}

TEST_P(StreamTest, DefaultStreamComesAfterAllOthers) {
  Stream one = *device.create_stream(), two = *device.create_stream();
  Buffer<uint32_t> a(device, 1), b(device, 1);
  EXPECT_OK(a.fill(0));
  EXPECT_OK(b.fill(0));
  EXPECT_OK(chain(one, a, 5, 2000000));
  EXPECT_OK(chain(two, b, 6, 2000000));
  std::vector<uint32_t> first = *a.to_vector(), second = *b.to_vector();
  if (executes()) {
    EXPECT_EQ(first[0] + second[0], 11u);
  }
}

TEST_P(StreamTest, WaitForAnEventOfAnotherStream) {
  Stream one = *device.create_stream(), two = *device.create_stream();
  Event event = *device.create_event();
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(1));
  EXPECT_OK(chain(one, value, 1, 3000000));
  EXPECT_OK(event.record(one));
  EXPECT_OK(two.wait(event));
  EXPECT_OK(chain(two, value, 2));
  EXPECT_OK(two.synchronize());
  if (executes()) {
    EXPECT_EQ(value.to_vector()->at(0), (1u * 3 + 1) * 3 + 2);
  }
}

TEST_P(StreamTest, EventsMeasureTime) {
  Stream stream = *device.create_stream();
  Event start = *device.create_event(), end = *device.create_event();
  Buffer<uint32_t> value(device, 1);
  EXPECT_FALSE(end.elapsed_milliseconds(start));
  EXPECT_OK(start.record(stream));
  EXPECT_OK(chain(stream, value, 1, 3000000));
  EXPECT_OK(end.record(stream));
  EXPECT_OK(end.synchronize());
  EXPECT_TRUE(*end.query());
  Result<double> elapsed = end.elapsed_milliseconds(start);
  ASSERT_TRUE(elapsed);
  EXPECT_GE(*elapsed, executes() ? 0.1 : 0.0);
  EXPECT_LT(*elapsed, 10000);
}

TEST_P(StreamTest, CallbackRunsAfterTheWorkBeforeIt) {
  Stream stream = *device.create_stream();
  std::atomic<int> calls{0};
  for (int i = 0; i < 10; ++i) {
    EXPECT_OK(kernel("empty").launch({.grid = {4}, .stream = stream}));
    EXPECT_OK(stream.add_callback([&calls, i] { calls += calls == i; }));
  }
  EXPECT_OK(stream.synchronize());
  EXPECT_EQ(calls, 10);
}

TEST_P(StreamTest, BufferMayBeDroppedWhileAStreamUsesIt) {
  Stream stream = *device.create_stream();
  for (uint32_t i = 0; i < 20; ++i) {
    Buffer<uint32_t> value(device, 1 << 20);
    EXPECT_OK(value.fill(1, stream));
    EXPECT_OK(chain(stream, value, 1));
  }
  EXPECT_OK(stream.synchronize());
}

TEST_P(StreamTest, EmptyHandlesAreAStatus) {
  EXPECT_EQ(Stream().synchronize().code(), StatusCode::invalid_argument);
  EXPECT_EQ(Event().record().code(), StatusCode::invalid_argument);
  EXPECT_EQ(device.create_stream()->wait(Event()).code(), StatusCode::invalid_argument);
}

} // namespace
} // namespace hd::test
