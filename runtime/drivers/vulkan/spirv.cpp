#include "runtime/drivers/vulkan/spirv.h"

#include "runtime/abi/features.h"

#include <algorithm>
#include <cstring>

namespace hd::drivers::vulkan {
namespace {

constexpr uint32_t kMagic = 0x07230203, kVersion14 = 0x00010400, kVersion15 = 0x00010500;
constexpr size_t kHeaderWords = 5;
enum Op : uint32_t { kOpEntryPoint = 15, kOpExecutionMode = 16, kOpCapability = 17, kOpDecorate = 71 };
constexpr uint32_t kSpecId = 1;
enum Capability : uint32_t {
  kFloat16 = 9,
  kFloat64 = 10,
  kDenormPreserve = 4464,
  kSignedZeroInfNanPreserve = 4466,
  kRoundingModeRte = 4467,
  kFloat32Sums = 6033,
  kFloat64Sums = 6034,
};
// Execution modes of the last three capabilities.
constexpr uint32_t kModeDenormPreserve = 4459, kModeSignedZero = 4461, kModeRte = 4462;

Status corrupt(const std::string &what) {
  return {StatusCode::corrupt, "the SPIR-V image is damaged: " + what, "vulkan"};
}

// Whether the device has what a capability stands for; `name` is what an error calls it.
struct Offer {
  uint32_t capability;
  std::string_view name;
  bool present;
};

// GroupNonUniform, and with votes, arithmetic, ballots, shuffles.
bool isOfSubgroups(uint32_t capability) { return capability >= 61 && capability <= 65; }

std::vector<Offer> offersOf(const Physical &physical) {
  const VkPhysicalDeviceFeatures &base = physical.features;
  const VkPhysicalDeviceVulkan11Features &f11 = physical.features11;
  const VkPhysicalDeviceVulkan12Features &f12 = physical.features12;
  const VkPhysicalDeviceVulkan12Properties &p12 = physical.properties12;
  VkSubgroupFeatureFlags groups = physical.properties11.subgroupSupportedOperations;
  auto anyOf3 = [](VkBool32 a, VkBool32 b, VkBool32 c) { return a || b || c; };
  return {
      {0, "Matrix", true},
      {1, "Shader", true},
      {9, abi::features::kFloat16, f12.shaderFloat16 != 0},
      {10, abi::features::kFloat64, base.shaderFloat64 != 0},
      {11, abi::features::kInt64, base.shaderInt64 != 0},
      {12, abi::features::kInt64Atomics, f12.shaderBufferInt64Atomics != 0},
      {22, abi::features::kInt16, base.shaderInt16 != 0},
      {39, abi::features::kInt8, f12.shaderInt8 != 0},
      {61, "subgroups", (groups & VK_SUBGROUP_FEATURE_BASIC_BIT) != 0},
      {62, "subgroup votes", (groups & VK_SUBGROUP_FEATURE_VOTE_BIT) != 0},
      {63, "subgroup arithmetic", (groups & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT) != 0},
      {64, "subgroup ballots", (groups & VK_SUBGROUP_FEATURE_BALLOT_BIT) != 0},
      {65, "subgroup shuffles", (groups & VK_SUBGROUP_FEATURE_SHUFFLE_BIT) != 0},
      {66, "relative subgroup shuffles", (groups & VK_SUBGROUP_FEATURE_SHUFFLE_RELATIVE_BIT) != 0},
      {67, "clustered subgroups", (groups & VK_SUBGROUP_FEATURE_CLUSTERED_BIT) != 0},
      {68, "subgroup quads", (groups & VK_SUBGROUP_FEATURE_QUAD_BIT) != 0},
      {4433, "16-bit storage", f11.storageBuffer16BitAccess != 0},
      {4434, "16-bit uniform storage", f11.uniformAndStorageBuffer16BitAccess != 0},
      {4435, "16-bit push constants", f11.storagePushConstant16 != 0},
      {4441, "variable pointers in buffers", f11.variablePointersStorageBuffer != 0},
      {4442, "variable pointers", f11.variablePointers != 0},
      {4448, "8-bit storage", f12.storageBuffer8BitAccess != 0},
      {4449, "8-bit uniform storage", f12.uniformAndStorageBuffer8BitAccess != 0},
      {4450, "8-bit push constants", f12.storagePushConstant8 != 0},
      {kDenormPreserve, "kept denormals",
       anyOf3(p12.shaderDenormPreserveFloat16, p12.shaderDenormPreserveFloat32,
              p12.shaderDenormPreserveFloat64)},
      {kSignedZeroInfNanPreserve, "kept zeros, infinities and NaNs",
       anyOf3(p12.shaderSignedZeroInfNanPreserveFloat16, p12.shaderSignedZeroInfNanPreserveFloat32,
              p12.shaderSignedZeroInfNanPreserveFloat64)},
      {kRoundingModeRte, "rounding to nearest",
       anyOf3(p12.shaderRoundingModeRTEFloat16, p12.shaderRoundingModeRTEFloat32,
              p12.shaderRoundingModeRTEFloat64)},
      {5345, "the Vulkan memory model", f12.vulkanMemoryModel != 0},
      {5346, "the Vulkan memory model's device scope", f12.vulkanMemoryModelDeviceScope != 0},
      {5347, abi::features::kPointers, f12.bufferDeviceAddress != 0},
      {kFloat32Sums, "atomic sums of floats", physical.floatAtomics.shaderBufferFloat32AtomicAdd != 0},
      {kFloat64Sums, "atomic sums of doubles", physical.floatAtomics.shaderBufferFloat64AtomicAdd != 0},
      {5055, abi::features::kClock, physical.clock.shaderDeviceClock != 0},
  };
}

} // namespace

Result<SpirvBinary> SpirvBinary::parse(std::span<const uint8_t> bytes) {
  SpirvBinary binary;
  if (bytes.size() % 4 != 0 || bytes.size() < kHeaderWords * 4)
    return corrupt("it has " + std::to_string(bytes.size()) + " bytes");
  std::vector<uint32_t> &words = binary.words_;
  words.resize(bytes.size() / 4);
  std::memcpy(words.data(), bytes.data(), bytes.size());
  if (words[0] != kMagic)
    return corrupt("it does not begin with SPIR-V's magic number");
  for (size_t at = kHeaderWords; at < words.size(); at += words[at] >> 16)
    if (uint32_t count = words[at] >> 16; count == 0 || count > words.size() - at)
      return corrupt("an instruction passes its end");
  binary.scan();
  return binary;
}

// Finds what the members say, in words that are whole instructions.
void SpirvBinary::scan() {
  capabilities_.clear();
  entryIds_.clear();
  entryPoints_.clear();
  afterCapabilities_ = afterEntryPoints_ = kHeaderWords;
  for (size_t at = kHeaderWords; at < words_.size(); at += words_[at] >> 16) {
    uint32_t op = words_[at] & 0xffff, count = words_[at] >> 16;
    if (op == kOpCapability && count == 2) {
      capabilities_.push_back(words_[at + 1]);
      afterCapabilities_ = at + count;
    } else if (op == kOpEntryPoint && count > 3) {
      entryIds_.push_back(words_[at + 2]);
      entryPoints_.push_back(text(at, 3));
      afterEntryPoints_ = at + count;
    } else if (op == kOpDecorate && count == 4 && words_[at + 2] == kSpecId) {
      seesCutLoops_ = seesCutLoops_ || words_[at + 3] == kSpecCutsLoops;
    }
  }
}

std::string SpirvBinary::text(size_t at, size_t operand) const {
  const char *start = reinterpret_cast<const char *>(&words_[at + operand]);
  return {start, strnlen(start, ((words_[at] >> 16) - operand) * 4)};
}

bool SpirvBinary::has(uint32_t capability) const {
  return std::find(capabilities_.begin(), capabilities_.end(), capability) != capabilities_.end();
}

bool hasWarpOperations(const Physical &physical) {
  constexpr VkSubgroupFeatureFlags kNeeded =
      VK_SUBGROUP_FEATURE_BASIC_BIT | VK_SUBGROUP_FEATURE_BALLOT_BIT | VK_SUBGROUP_FEATURE_SHUFFLE_BIT;
  const VkPhysicalDeviceVulkan11Properties &offers = physical.properties11;
  return (offers.subgroupSupportedOperations & kNeeded) == kNeeded &&
         (offers.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0;
}

bool SpirvBinary::usesSubgroups() const {
  return std::any_of(capabilities_.begin(), capabilities_.end(), isOfSubgroups);
}

bool SpirvBinary::isDouble(uint32_t type) const {
  constexpr uint32_t kOpTypeFloat = 3u << 16 | 22;
  for (size_t at = kHeaderWords; at < words_.size(); at += words_[at] >> 16)
    if (words_[at] == kOpTypeFloat && words_[at + 1] == type)
      return words_[at + 2] == 64;
  return false;
}

// The operations become undefined values of their types, which nothing that runs uses.
void SpirvBinary::dropOptional(const Physical &physical) {
  constexpr uint32_t kOpUndef = 1, kOpExtension = 10, kOpBallot = 339, kOpShuffle = 345, kOpFloatSum = 6035;
  const bool subgroups = hasWarpOperations(physical);
  const bool sums32 = physical.floatAtomics.shaderBufferFloat32AtomicAdd;
  const bool sums64 = physical.floatAtomics.shaderBufferFloat64AtomicAdd;
  auto isLacking = [&](size_t at) {
    switch (words_[at] & 0xffff) {
    case kOpBallot:
    case kOpShuffle:
      return !subgroups;
    case kOpFloatSum:
      return isDouble(words_[at + 1]) ? !sums64 : !sums32;
    default:
      return false;
    }
  };
  auto isUnneeded = [&](size_t at) {
    const uint32_t op = words_[at] & 0xffff, first = words_[at + 1];
    if (op == kOpCapability)
      return (isOfSubgroups(first) && !subgroups) || (first == kFloat32Sums && !sums32) ||
             (first == kFloat64Sums && !sums64);
    return op == kOpExtension && text(at, 1) == "SPV_EXT_shader_atomic_float_add" && !sums32 && !sums64;
  };
  std::vector<uint32_t> kept(words_.begin(), words_.begin() + kHeaderWords);
  for (size_t at = kHeaderWords, count; at < words_.size(); at += count) {
    count = words_[at] >> 16;
    if (count > 1 && isUnneeded(at))
      continue;
    if (count > 3 && isLacking(at))
      kept.insert(kept.end(), {3u << 16 | kOpUndef, words_[at + 1], words_[at + 2]});
    else
      kept.insert(kept.end(), words_.begin() + static_cast<std::ptrdiff_t>(at),
                  words_.begin() + static_cast<std::ptrdiff_t>(at + count));
  }
  words_ = std::move(kept);
  scan();
}

Status SpirvBinary::checkAgainst(const Physical &physical) const {
  auto unsupported = [&](const std::string &what) {
    return Status(StatusCode::unsupported, what + ", which " + physical.name() + " lacks", "vulkan");
  };
  if (words_[1] > kVersion15)
    return unsupported("the module is of SPIR-V " + std::to_string(words_[1] >> 16) + "." +
                       std::to_string(words_[1] >> 8 & 0xff));
  std::vector<Offer> offers = offersOf(physical);
  for (uint32_t capability : capabilities_) {
    auto offer = std::find_if(offers.begin(), offers.end(),
                              [&](const Offer &each) { return each.capability == capability; });
    if (offer == offers.end())
      return unsupported("the module needs SPIR-V capability " + std::to_string(capability));
    if (!offer->present)
      return unsupported("the module needs the feature `" + std::string(offer->name) + "`");
  }
  return {};
}

void SpirvBinary::addFloatControls(const Physical &physical) {
  const VkPhysicalDeviceVulkan12Properties &offers = physical.properties12;
  struct Control {
    uint32_t capability, mode;
    VkBool32 at16, at32, at64;
    VkShaderFloatControlsIndependence independence;
  };
  const Control controls[] = {
      {kDenormPreserve, kModeDenormPreserve, offers.shaderDenormPreserveFloat16,
       offers.shaderDenormPreserveFloat32, offers.shaderDenormPreserveFloat64,
       offers.denormBehaviorIndependence},
      {kSignedZeroInfNanPreserve, kModeSignedZero, offers.shaderSignedZeroInfNanPreserveFloat16,
       offers.shaderSignedZeroInfNanPreserveFloat32, offers.shaderSignedZeroInfNanPreserveFloat64,
       VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_ALL},
      {kRoundingModeRte, kModeRte, offers.shaderRoundingModeRTEFloat16, offers.shaderRoundingModeRTEFloat32,
       offers.shaderRoundingModeRTEFloat64, offers.roundingModeIndependence},
  };
  if (words_[1] < kVersion14)
    return; // would need an extension as well; our backend writes 1.4 or later
  std::vector<uint32_t> capabilities, modes;
  for (const Control &control : controls) {
    bool use16 = control.at16 && has(kFloat16), use64 = control.at64 && has(kFloat64), use32 = control.at32;
    // Where the widths go together only, all that the module has must be offered.
    bool whole = use32 && use16 == has(kFloat16) && use64 == has(kFloat64);
    if (has(control.capability) || !(use16 || use32 || use64) ||
        (control.independence != VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_ALL && !whole))
      continue;
    capabilities.insert(capabilities.end(), {2u << 16 | kOpCapability, control.capability});
    for (auto [width, use] : {std::pair{16u, use16}, {32u, use32}, {64u, use64}})
      for (uint32_t entry : use ? entryIds_ : std::vector<uint32_t>())
        modes.insert(modes.end(), {4u << 16 | kOpExecutionMode, entry, control.mode, width});
  }
  words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(afterEntryPoints_), modes.begin(), modes.end());
  words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(afterCapabilities_), capabilities.begin(),
                capabilities.end());
}

} // namespace hd::drivers::vulkan
