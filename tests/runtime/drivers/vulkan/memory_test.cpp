// Memory of Vulkan devices: shared blocks, limits, fills and copies that the device has no command for.
#include "tests/runtime/drivers/vulkan/vulkan_test.h"

#include <cstring>
#include <numeric>

namespace hd::test {
namespace {

class VulkanMemoryTest : public VulkanTest {};

TEST_F(VulkanMemoryTest, SmallRangesShareBlocks) {
  drivers::vulkan::Allocator &allocator = *driver().context->allocator;
  std::vector<Buffer<int>> buffers;
  for (int i = 0; i < 10000; ++i) {
    buffers.emplace_back(device, 1 + i % 50);
    ASSERT_TRUE(buffers.back().status());
  }
  uint64_t full = allocator.reservedBytes();
  EXPECT_LE(full, uint64_t{256} << 20);
  // The room of every second one is used again.
  for (size_t i = 0; i < buffers.size(); i += 2)
    buffers[i] = Buffer<int>(device, 40);
  EXPECT_EQ(allocator.reservedBytes(), full);
  buffers.clear();
  EXPECT_LE(allocator.reservedBytes(), full);
  Buffer<char> medium(device, 8 << 20);
  EXPECT_OK(medium.status());
}

TEST_F(VulkanMemoryTest, LargeMemoryIsGivenBack) {
  drivers::vulkan::Allocator &allocator = *driver().context->allocator;
  uint64_t before = allocator.reservedBytes();
  {
    Buffer<char> large(device, 100 << 20);
    ASSERT_TRUE(large.status());
    EXPECT_GE(allocator.reservedBytes(), before + (100 << 20));
  }
  EXPECT_EQ(allocator.reservedBytes(), before);
}

TEST_F(VulkanMemoryTest, TooMuchSaysWhatThereIs) {
  uint64_t size = device.properties().memory_bytes + 4096;
  EXPECT_FAILS(device.allocate(size).status(), StatusCode::out_of_memory,
               "has " + std::to_string(device.properties().memory_bytes) + " bytes of memory");
}

TEST_F(VulkanMemoryTest, FillsOfEveryPatternSizeAndOffset) {
  for (uint32_t patternSize = 1; patternSize <= 16; ++patternSize)
    for (uint64_t offset : {0, 1, 4, 7}) {
      uint64_t count = 40000 / patternSize * patternSize;
      Buffer<uint8_t> buffer(device, offset + count + 3);
      EXPECT_OK(buffer.fill(0xee));
      std::vector<uint8_t> pattern(patternSize);
      std::iota(pattern.begin(), pattern.end(), 1);
      EXPECT_OK(buffer.slice(offset, count).fill_pattern(pattern.data(), patternSize));
      std::vector<uint8_t> expected(offset + count + 3, 0xee);
      for (uint64_t i = 0; i < count; ++i)
        expected[offset + i] = pattern[i % patternSize];
      ASSERT_EQ(*buffer.to_vector(), expected) << patternSize << " bytes at " << offset;
    }
}

TEST_F(VulkanMemoryTest, OverlappingCopies) {
  for (auto [to, from] : {std::pair{1, 0}, {0, 1}, {5000, 0}, {0, 0}}) {
    std::vector<uint8_t> values(100000);
    std::iota(values.begin(), values.end(), 0);
    Buffer<uint8_t> buffer(device, std::span<const uint8_t>(values));
    uint64_t count = values.size() - 5000;
    EXPECT_OK(buffer.slice(to, count).copy_from(buffer.slice(from, count)));
    std::memmove(values.data() + to, values.data() + from, count);
    EXPECT_EQ(*buffer.to_vector(), values) << from << " to " << to;
  }
}

// Large ones are done by a kernel where the device has memory of its own.
TEST_F(VulkanMemoryTest, CopiesOfEverySizeAndOffset) {
  for (uint64_t size : {1u, 65535u, 65536u, 65536u + 7u, (3u << 20) + 13u})
    for (auto [to, from] : {std::pair{0u, 0u}, {16u, 4096u}, {4u, 0u}, {32u, 1u}}) {
      std::vector<uint8_t> values(from + size + 9), expected(to + size + 5, 0xee);
      uint32_t state = 1;
      for (uint8_t &value : values)
        value = static_cast<uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
      Buffer<uint8_t> source(device, std::span<const uint8_t>(values)), target(device, expected.size());
      EXPECT_OK(target.fill(0xee));
      EXPECT_OK(target.slice(to, size).copy_from(source.slice(from, size)));
      std::copy_n(values.begin() + from, size, expected.begin() + to);
      ASSERT_EQ(*target.to_vector(), expected) << size << " bytes from " << from << " to " << to;
    }
}

TEST_F(VulkanMemoryTest, CopiesLargerThanStagingMemory) {
  std::vector<uint32_t> values((10 << 20) / 4 + 7);
  std::iota(values.begin(), values.end(), 0u);
  Buffer<uint32_t> buffer(device, std::span<const uint32_t>(values));
  EXPECT_EQ(*buffer.to_vector(), values);
}

// The stream is told to copy from a part of it: no wait, no detour.
TEST_F(VulkanMemoryTest, AsynchronousCopiesOfPinnedMemory) {
  Result<std::shared_ptr<drivers::HostMemory>> pinned = driver().allocateHost(8192);
  ASSERT_TRUE(pinned.status());
  auto *words = static_cast<uint32_t *>((*pinned)->data);
  std::iota(words, words + 1024, 5u);
  Buffer<uint32_t> buffer(device, 1000);
  Stream stream = *device.create_stream();
  drivers::Memory &memory = *buffer.view().memory();
  EXPECT_OK(stream.driver()->copyFromHostAsync(memory, 0, words + 24, 4000));
  EXPECT_OK(stream.driver()->copyToHostAsync(words + 1024, memory, 0, 4000));
  EXPECT_OK(stream.synchronize());
  EXPECT_TRUE(std::equal(words + 24, words + 1024, words + 1024));
  EXPECT_FALSE(driver().findPinned(words + 2000, 1000)) << "passes the end";
}

} // namespace
} // namespace hd::test
