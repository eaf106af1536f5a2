// Asynchronous copies, memory of the host, and copies between devices of any two drivers.
#include "tests/runtime/conformance/conformance.h"

#include <numeric>

namespace hd::test {
namespace {

class CopyTest : public Conformance {
protected:
  // value = value * 3 + add, after a while.
  Status chain(const Stream &stream, const Buffer<uint32_t> &value, uint32_t add) {
    return kernel("chain").launch({.stream = stream}, value, add, 200000u);
  }
};
HD_ON_EVERY_DEVICE(CopyTest);

TEST_P(CopyTest, HostBufferIsMemory) {
  HostBuffer<double> buffer(device, 1000);
  ASSERT_TRUE(buffer.valid()) << buffer.status().to_string();
  EXPECT_EQ(buffer.size(), 1000u);
  std::iota(buffer.begin(), buffer.end(), 0.0);
  EXPECT_EQ(buffer[999], 999);
  HostBuffer<double> moved = std::move(buffer);
  EXPECT_FALSE(buffer.valid()); // NOLINT: on purpose
  EXPECT_EQ(moved.span().back(), 999);
  EXPECT_TRUE(HostBuffer<int>(device, 0).valid());
}

TEST_P(CopyTest, HostBufferThatCannotBe) {
  EXPECT_FAILS(HostBuffer<double>(device, SIZE_MAX / 16).status(), StatusCode::out_of_memory, "bytes");
  EXPECT_EQ(HostBuffer<double>(Device(), 4).status().code(), StatusCode::invalid_argument);
}

TEST_P(CopyTest, AsynchronousCopiesAreInOrder) {
  Stream stream = *device.create_stream();
  HostBuffer<uint32_t> from(device, 1), to(device, 1);
  Buffer<uint32_t> value(device, 1);
  from[0] = 5;
  to[0] = 0;
  EXPECT_OK(value.copy_from_async(from, stream));
  EXPECT_OK(chain(stream, value, 1));
  EXPECT_OK(value.copy_to_async(to, stream));
  EXPECT_OK(stream.synchronize());
  if (executes()) {
    EXPECT_EQ(to[0], 16u);
  }
}

TEST_P(CopyTest, AsynchronousCopiesOfManySizesAndOrdinaryMemory) {
  Stream stream = *device.create_stream();
  for (size_t size : {1u, 3u, 4096u, 1000003u}) {
    std::vector<uint8_t> from(size), to(size);
    std::iota(from.begin(), from.end(), uint8_t(size));
    Buffer<uint8_t> buffer(device, size);
    EXPECT_OK(buffer.copy_from_async(from, stream));
    EXPECT_OK(buffer.copy_to_async(to, stream));
    EXPECT_OK(stream.synchronize());
    EXPECT_EQ(to, from) << size;
  }
}

TEST_P(CopyTest, AsynchronousCopiesOnTheDefaultStream) {
  std::vector<int> from{1, 2, 3}, to(3);
  Buffer<int> buffer(device, 3);
  EXPECT_OK(buffer.copy_from_async(from, {}));
  EXPECT_OK(buffer.copy_to_async(to, {}));
  EXPECT_OK(device.synchronize());
  EXPECT_EQ(to, from);
}

TEST_P(CopyTest, BufferMayBeDroppedBehindAnAsynchronousCopy) {
  Stream stream = *device.create_stream();
  HostBuffer<int> from(device, 100000), to(device, 100000);
  std::iota(from.begin(), from.end(), 0);
  {
    Buffer<int> buffer(device, from.size());
    EXPECT_OK(buffer.copy_from_async(from, stream));
    EXPECT_OK(buffer.copy_to_async(to, stream));
  }
  EXPECT_OK(stream.synchronize());
  EXPECT_TRUE(std::equal(from.begin(), from.end(), to.begin()));
}

TEST_P(CopyTest, RangesAreChecked) {
  Stream stream = *device.create_stream();
  Buffer<int> buffer(device, 3);
  std::vector<int> four(4);
  EXPECT_FAILS(buffer.copy_from_async(four, stream), StatusCode::invalid_argument, "16 bytes");
  EXPECT_FAILS(buffer.copy_to_async(four, stream), StatusCode::invalid_argument, "has 12");
}

TEST_P(CopyTest, BetweenDevicesOfAllDrivers) {
  std::vector<int> values((uint32_t{9} << 20) / sizeof(int) + 3); // more than one staged piece
  std::iota(values.begin(), values.end(), 7);
  Buffer<int> from(device, values);
  for (const std::string &name : presentDevices()) {
    Device other = *Device::open(name);
    Buffer<int> there(other, values.size()), back(device, values.size());
    Stream stream = *other.create_stream();
    EXPECT_OK(there.fill(0, stream));
    EXPECT_OK(there.copy_from(from, stream));
    EXPECT_OK(stream.synchronize());
    EXPECT_OK(back.copy_from(there));
    EXPECT_EQ(*back.to_vector(), values) << name;
    EXPECT_OK(there.slice(1, 2).copy_from(from.slice(5, 2)));
    EXPECT_EQ(there.to_vector()->at(2), values[6]) << name;
  }
}

TEST_P(CopyTest, BetweenDevicesInTheOrderOfBoth) {
  Device other = *Device::open("cpu");
  Stream stream = *device.create_stream();
  Buffer<uint32_t> value(device, 1), there(other, 1);
  EXPECT_OK(value.fill(1));
  EXPECT_OK(chain(stream, value, 4));
  EXPECT_OK(there.copy_from(value));
  if (executes()) {
    EXPECT_EQ(there.to_vector()->at(0), 7u);
  }
  EXPECT_FAILS(there.copy_from(value, stream), StatusCode::invalid_argument, "another device");
}

TEST_P(CopyTest, SameDeviceIsDirect) {
  EXPECT_TRUE(device.copies_directly_from(device));
  EXPECT_FALSE(device.copies_directly_from(Device()));
}

} // namespace
} // namespace hd::test
