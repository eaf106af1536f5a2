// What the driver must know of a SPIR-V binary: that it is one, what it asks of the device, and where
// float controls go.
#pragma once

#include "runtime/drivers/vulkan/physical.h"

#include <span>

namespace hd::drivers::vulkan {

// The specialisation constant by which code looks whether the driver has cut its loops.
constexpr uint32_t kSpecCutsLoops = 12;

// Whether the device has what lower-warp's code for subgroups is made of: shuffles and ballots.
bool hasWarpOperations(const Physical &physical);

class SpirvBinary {
public:
  // corrupt if the bytes are no sequence of whole instructions behind a header.
  static Result<SpirvBinary> parse(std::span<const uint8_t> bytes);

  const std::vector<uint32_t> &words() const { return words_; }
  const std::vector<std::string> &entryPoints() const { return entryPoints_; }
  // Whether it looks if its loops were cut, which it writes to PushConstants::cutLoops.
  bool seesCutLoops() const { return seesCutLoops_; }
  // Whether it has operations of subgroups.
  bool usesSubgroups() const;
  // Leaves nothing of what the device lacks of the operations that kernels only have where a specialisation
  // constant allows them: those of subgroups, and atomic sums of floats.
  void dropOptional(const Physical &physical);
  // unsupported, naming what is lacking.
  Status checkAgainst(const Physical &physical) const;
  // Asks for IEEE rounding, denormals and signed zeros, NaNs and infinities wherever the device offers it, so
  // that its compiler does not take liberties.
  void addFloatControls(const Physical &physical);

private:
  void scan();
  bool has(uint32_t capability) const;
  std::string text(size_t at, size_t operand) const; // of the instruction there
  bool isDouble(uint32_t type) const;

  std::vector<uint32_t> words_;
  std::vector<uint32_t> capabilities_;
  std::vector<uint32_t> entryIds_;
  std::vector<std::string> entryPoints_;
  bool seesCutLoops_ = false;
  size_t afterCapabilities_ = 0, afterEntryPoints_ = 0; // where to insert, in words
};

} // namespace hd::drivers::vulkan
