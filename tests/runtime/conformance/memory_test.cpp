// Buffers: copies, fills, views, limits.
#include "tests/runtime/conformance/conformance.h"

#include <numeric>

namespace hd::test {
namespace {

class MemoryTest : public Conformance {};
HD_ON_EVERY_DEVICE(MemoryTest);

TEST_P(MemoryTest, CopyThereAndBack) {
  std::vector<int> values(100001);
  std::iota(values.begin(), values.end(), -7);
  Buffer<int> buffer(device, std::span<const int>(values));
  ASSERT_TRUE(buffer.status()) << buffer.status().to_string();
  EXPECT_EQ(buffer.size(), values.size());
  EXPECT_EQ(*buffer.to_vector(), values);
}

TEST_P(MemoryTest, FillAndSlice) {
  Buffer<double> buffer(device, 1000);
  EXPECT_OK(buffer.fill(1.5));
  const double two = 2;
  EXPECT_OK(buffer.slice(10, 5).fill_pattern(&two, sizeof(two)));
  std::vector<double> values = *buffer.to_vector();
  EXPECT_EQ(std::accumulate(values.begin(), values.end(), 0.0), 995 * 1.5 + 5 * 2);
  EXPECT_EQ(values[9], 1.5);
  EXPECT_EQ(values[14], 2);
}

TEST_P(MemoryTest, CopyBetweenBuffers) {
  Buffer<uint8_t> from(device, 4096), to(device, 4096);
  EXPECT_OK(from.fill(7));
  EXPECT_OK(to.fill(9));
  EXPECT_OK(to.slice(1, 4094).copy_from(from.slice(0, 4094)));
  std::vector<uint8_t> values = *to.to_vector();
  EXPECT_EQ(values[0], 9);
  EXPECT_EQ(values[1], 7);
  EXPECT_EQ(values[4095], 9);
}

TEST_P(MemoryTest, EmptyBufferIsValid) {
  Buffer<float> buffer(device, 0);
  EXPECT_TRUE(buffer.valid());
  EXPECT_OK(buffer.fill(1));
  EXPECT_TRUE(buffer.to_vector()->empty());
}

TEST_P(MemoryTest, TooMuchMemoryIsAStatus) {
  Buffer<double> buffer(device, size_t{1} << 58);
  EXPECT_FAILS(buffer.status(), StatusCode::out_of_memory, "bytes");
  EXPECT_FAILS(buffer.fill(1), StatusCode::out_of_memory, "bytes");
  Buffer<double> overflowing(device, SIZE_MAX / 2);
  EXPECT_EQ(overflowing.status().code(), StatusCode::out_of_memory);
}

TEST_P(MemoryTest, CopyBeyondTheEndIsAStatus) {
  Buffer<int> buffer(device, 3);
  std::vector<int> four(4);
  EXPECT_FAILS(buffer.copy_from(four), StatusCode::invalid_argument, "16 bytes");
  EXPECT_FAILS(buffer.copy_to(four), StatusCode::invalid_argument, "has 12");
  EXPECT_FALSE(buffer.slice(2, 2).valid());
}

TEST_P(MemoryTest, MovedFromBufferIsAStatus) {
  Buffer<int> first(device, 3);
  Buffer<int> second = std::move(first);
  std::vector<int> values(3);
  EXPECT_FAILS(first.copy_from(values), StatusCode::invalid_argument, "empty"); // NOLINT: on purpose
  EXPECT_OK(second.copy_from(values));
}

TEST_P(MemoryTest, BufferOutlivesItsDeviceHandle) {
  Buffer<int> buffer(device, 3);
  module = {};
  device = {};
  EXPECT_OK(buffer.fill(4));
  EXPECT_EQ(*buffer.to_vector(), std::vector<int>(3, 4));
}

TEST_P(MemoryTest, GlobalsAreMemory) {
  Result<BufferView> table = module.global("table");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->size_bytes(), 16u);
  const std::vector<float> written{5, 6, 7, 8};
  EXPECT_OK(table->copy_from(std::span(written)));
  std::vector<float> read(4);
  EXPECT_OK(table->copy_to(std::span(read)));
  EXPECT_EQ(read, written);
  EXPECT_FAILS(module.global("tabel").status(), StatusCode::not_found, "`table`");
  module = {};
  EXPECT_OK(table->copy_to(std::span(read)));
}

} // namespace
} // namespace hd::test
