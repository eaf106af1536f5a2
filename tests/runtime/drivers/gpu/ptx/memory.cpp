// Loads, stores and addresses of the spaces. Memory is the host's; each access is looked at.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>

namespace hd::test::ptx {
namespace {

constexpr uint32_t kReadOnly = 1; // a load's variant

void load(Warp &warp, const Instruction &in, Mask mask) {
  unsigned bytes = in.type.bits / 8;
  uint64_t sign = in.type.kind == 's' ? uint64_t{1} << (in.type.bits - 1) : 0;
  each(mask, [&](unsigned lane) {
    uint64_t address = warp[in.from[0]][lane] + static_cast<uint64_t>(in.offset);
    const uint8_t *from = warp.at(in.space, address, bytes * in.count, lane);
    if (in.variant == kReadOnly)
      warp.writtenWords().readAsConstant(address, bytes * in.count);
    for (unsigned i = 0; i < in.count; ++i) {
      uint64_t value = 0;
      std::memcpy(&value, from + i * bytes, bytes);
      warp[in.to[i]][lane] = lowBits((value ^ sign) - sign, in.toBits);
    }
  });
}

void store(Warp &warp, const Instruction &in, Mask mask) {
  unsigned bytes = in.type.bits / 8;
  each(mask, [&](unsigned lane) {
    uint64_t address = warp[in.from[0]][lane] + static_cast<uint64_t>(in.offset);
    uint8_t *to = warp.at(in.space, address, bytes * in.count, lane);
    if (in.space == Space::global)
      warp.writtenWords().write(address, bytes * in.count);
    for (unsigned i = 0; i < in.count; ++i)
      std::memcpy(to + i * bytes, &warp[in.from[i + 1]][lane], bytes);
  });
}

template <Step step> bool bindAccess(const Operation &operation, Instruction &in) {
  static constexpr std::string_view kKnown[] = {"global",   "shared",  "local",   "const",   "param", "nc",
                                                "volatile", "relaxed", "acquire", "release", "weak",  "cta",
                                                "gpu",      "sys",     "v2",      "v4"};
  for (const std::string &modifier : operation.modifiers)
    if (std::find(std::begin(kKnown), std::end(kKnown), modifier) == std::end(kKnown))
      return false;
  unsigned count = operation.has("v4") ? 4 : operation.has("v2") ? 2 : 1;
  bool fits =
      in.count == count && !(step == store && (in.space == Space::param || in.space == Space::constant));
  in.step = step;
  in.variant = operation.has("nc") ? kReadOnly : 0;
  return fits && in.type.bits >= 8;
}

// To a generic address, or from one.
template <bool back> void convertAddress(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) {
    uint64_t base = warp.base(in.space, lane), address = warp[in.from[0]][lane];
    warp[in.to[0]][lane] = back ? address - base : address + base;
  });
}
bool bindAddress(const Operation &operation, Instruction &in) {
  in.step = operation.has("to") ? convertAddress<true> : convertAddress<false>;
  return in.space != Space::generic;
}

} // namespace

void addMemory(std::map<std::string_view, Binder> &all) {
  all["ld"] = bindAccess<load>, all["st"] = bindAccess<store>;
  all["cvta"] = bindAddress;
}

} // namespace hd::test::ptx
