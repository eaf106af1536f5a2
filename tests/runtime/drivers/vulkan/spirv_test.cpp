// SPIR-V images that are damaged, or ask for what the device lacks.
#include "tests/runtime/drivers/vulkan/vulkan_test.h"

#include "runtime/drivers/vulkan/spirv.h"

namespace hd::test {
namespace {

using drivers::vulkan::SpirvBinary;

class VulkanSpirvTest : public VulkanTest {
protected:
  // The status of loading the test module after a change to its image.
  Status load(const std::function<void(abi::Image &)> &change) {
    abi::Module changed = kernelsModule();
    std::erase_if(changed.images, [](const abi::Image &image) { return image.target != "vulkan"; });
    change(changed.images.front());
    return device.load(changed).status();
  }
};

TEST_F(VulkanSpirvTest, DamagedImages) {
  constexpr StatusCode kCorrupt = StatusCode::corrupt;
  EXPECT_FAILS(load([](abi::Image &image) { image.bytes.pop_back(); }), kCorrupt, "bytes");
  EXPECT_FAILS(load([](abi::Image &image) { image.bytes[0] ^= 1; }), kCorrupt, "magic number");
  EXPECT_FAILS(load([](abi::Image &image) { image.bytes.resize(400); }), kCorrupt, "passes its end");
  EXPECT_FAILS(load([](abi::Image &image) { image.format = "elf"; }), kCorrupt, "expected `spirv`");
  EXPECT_FAILS(load([](abi::Image &image) { image.kernels[1].kernel = "saxpi"; }), kCorrupt,
               "no record of kernel `saxpy`");
  EXPECT_FAILS(load([](abi::Image &image) { image.globals.pop_back(); }), kCorrupt, "global `table`");
}

TEST_F(VulkanSpirvTest, CapabilitiesThatNoDeviceOffers) {
  // The first instruction is `OpCapability`: asks for `Kernel`, which Vulkan never has.
  EXPECT_FAILS(load([](abi::Image &image) { image.bytes[24] = 6; }), StatusCode::unsupported,
               "capability 6, which vulkan:0 lacks");
}

TEST_F(VulkanSpirvTest, FeaturesAreNamed) {
  abi::Image image = vulkanImage(kernelsModule());
  drivers::vulkan::Physical without = driver().context->physical;
  without.features.shaderFloat64 = VK_FALSE;
  EXPECT_FAILS(SpirvBinary::parse(image.bytes)->checkAgainst(without), StatusCode::unsupported,
               "the feature `f64`");
}

TEST_F(VulkanSpirvTest, FloatControlsAreAddedWhereOffered) {
  SpirvBinary binary = *SpirvBinary::parse(vulkanImage(kernelsModule()).bytes);
  size_t before = binary.words().size();
  drivers::vulkan::Physical physical = driver().context->physical;
  drivers::vulkan::Physical none = physical;
  none.properties12 = {};
  binary.addFloatControls(none);
  EXPECT_EQ(binary.words().size(), before);
  physical.properties12 = {};
  physical.properties12.shaderRoundingModeRTEFloat32 = VK_TRUE;
  physical.properties12.roundingModeIndependence = VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_ALL;
  binary.addFloatControls(physical);
  EXPECT_EQ(binary.words().size(), before + 2 + 4 * binary.entryPoints().size());
  // Where the widths go together only, f64 would be without.
  SpirvBinary together = *SpirvBinary::parse(vulkanImage(kernelsModule()).bytes);
  physical.properties12.roundingModeIndependence = VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_NONE;
  together.addFloatControls(physical);
  EXPECT_EQ(together.words().size(), before);
}

// A device without them loads what is left.
TEST_F(VulkanSpirvTest, SubgroupsAreDropped) {
  constexpr uint32_t kCapability = 2u << 16 | 17, kShuffle = 6u << 16 | 345, kUndefined = 3u << 16 | 1;
  abi::Image image = vulkanImage(kernelsModule());
  std::vector<uint8_t> bytes = image.bytes;
  auto insert = [&](size_t word, std::initializer_list<uint32_t> words) {
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(4 * word),
                 reinterpret_cast<const uint8_t *>(words.begin()),
                 reinterpret_cast<const uint8_t *>(words.end()));
  };
  const size_t end = bytes.size() / 4;
  insert(end, {kShuffle, 101, 102, 103, 104, 105}); // type, result, scope, value, lane
  insert(5, {kCapability, 65});
  insert(5, {kCapability, 61});
  SpirvBinary binary = *SpirvBinary::parse(bytes);
  const size_t entries = binary.entryPoints().size();
  drivers::vulkan::Physical without = driver().context->physical;
  without.properties11.subgroupSupportedOperations = 0;
  EXPECT_FALSE(drivers::vulkan::hasWarpOperations(without));
  EXPECT_FAILS(binary.checkAgainst(without), StatusCode::unsupported, "`subgroups`");
  binary.dropOptional(without);
  EXPECT_OK(binary.checkAgainst(without));
  EXPECT_EQ(binary.entryPoints().size(), entries);
  ASSERT_EQ(binary.words().size(), end + 3);
  const std::vector<uint32_t> last(binary.words().end() - 3, binary.words().end());
  EXPECT_EQ(last, (std::vector<uint32_t>{kUndefined, 101, 102}));
}

// The sums that the device has stay.
TEST_F(VulkanSpirvTest, AtomicSumsOfFloatsAreDropped) {
  using Words = std::vector<uint32_t>;
  constexpr uint32_t kCapability = 2u << 16 | 17, kType = 3u << 16 | 22, kSum = 7u << 16 | 6035;
  constexpr uint32_t kUndefined = 3u << 16 | 1;
  const Words head = {0x07230203, 0x00010500, 0, 100, 0}, singles = {kCapability, 6033},
              doubles = {kCapability, 6034}, types = {kType, 1, 32, kType, 2, 64},
              single = {kSum, 1, 10, 20, 21, 22, 23}, twice = {kSum, 2, 11, 20, 21, 22, 24};
  Words extension = {9u << 16 | 10, 0, 0, 0, 0, 0, 0, 0, 0};
  std::strcpy(reinterpret_cast<char *>(&extension[1]), "SPV_EXT_shader_atomic_float_add");
  auto together = [](std::initializer_list<Words> parts) {
    Words all;
    for (const Words &part : parts)
      all.insert(all.end(), part.begin(), part.end());
    return all;
  };
  const Words all = together({head, singles, doubles, extension, types, single, twice});
  auto left = [&](bool has32, bool has64) {
    drivers::vulkan::Physical physical = driver().context->physical;
    physical.floatAtomics.shaderBufferFloat32AtomicAdd = has32;
    physical.floatAtomics.shaderBufferFloat64AtomicAdd = has64;
    auto bytes = std::span(reinterpret_cast<const uint8_t *>(all.data()), all.size() * 4);
    SpirvBinary binary = *SpirvBinary::parse(bytes);
    EXPECT_EQ(bool(binary.checkAgainst(physical)), has32 && has64);
    binary.dropOptional(physical);
    EXPECT_OK(binary.checkAgainst(physical));
    return binary.words();
  };
  const Words noSingle = {kUndefined, 1, 10}, noTwice = {kUndefined, 2, 11};
  EXPECT_EQ(left(true, true), all);
  EXPECT_EQ(left(true, false), together({head, singles, extension, types, single, noTwice}));
  EXPECT_EQ(left(false, true), together({head, doubles, extension, types, noSingle, twice}));
  EXPECT_EQ(left(false, false), together({head, types, noSingle, noTwice}));
}

TEST_F(VulkanSpirvTest, SharedMemoryThatTheCompilerAdded) {
  abi::Module changed = kernelsModule();
  std::erase_if(changed.images, [](const abi::Image &image) { return image.target != "vulkan"; });
  Kernel arenas = *device.load(changed)->kernel("arenas");
  uint32_t limit = static_cast<uint32_t>(device.properties().shared_bytes_per_block);
  Buffer<uint64_t> sums(device, 1);
  EXPECT_OK(arenas.launch({.shared_bytes = limit - 48}, sums));
  EXPECT_FAILS(arenas.launch({.shared_bytes = limit - 40}, sums), StatusCode::invalid_argument,
               "of shared memory, vulkan:");
}

} // namespace
} // namespace hd::test
