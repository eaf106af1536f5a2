// atom and red, lane after lane. Sums of f32 in global memory flush subnormal numbers, as the manual says.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>

namespace hd::test::ptx {
namespace {

enum class Kind : uint32_t { add, bitAnd, bitOr, bitXor, exch, cas, min, max, inc, dec };

template <class T> T flushed(T value) {
  return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(T(0), value) : value;
}

template <class T> uint64_t sumOf(uint64_t a, uint64_t b, bool flush) {
  if constexpr (std::is_same_v<T, float>) {
    float x = get<float>(a), y = get<float>(b);
    return flush ? putResult(flushed(flushed(x) + flushed(y))) : putResult(x + y);
  } else if constexpr (std::is_same_v<T, double>) {
    return put(get<double>(a) + get<double>(b));
  } else {
    return put(narrow<T>(static_cast<double>(wide(get<T>(a))) + static_cast<double>(wide(get<T>(b)))));
  }
}
uint64_t floatSum(Type type, uint64_t a, uint64_t b, bool flush) {
  if (type.kind == 'f')
    return type.bits == 64 ? sumOf<double>(a, b, false) : sumOf<float>(a, b, flush);
  uint64_t result = 0;
  for (unsigned shift = 0; shift < type.bits; shift += 16) {
    uint64_t x = a >> shift & 0xffff, y = b >> shift & 0xffff;
    result |= (type.kind == 'h' ? sumOf<Half>(x, y, false) : sumOf<BFloat>(x, y, false)) << shift;
  }
  return result;
}

bool less(Type type, uint64_t a, uint64_t b) {
  unsigned unused = 64 - type.bits;
  return type.kind == 's' ? static_cast<int64_t>(a << unused) < static_cast<int64_t>(b << unused) : a < b;
}

uint64_t changed(const Instruction &in, uint64_t old, uint64_t b, uint64_t c, bool flush) {
  switch (static_cast<Kind>(in.variant)) {
  case Kind::add:
    return in.type.kind == 'u' || in.type.kind == 's' ? old + b : floatSum(in.type, old, b, flush);
  case Kind::bitAnd:
    return old & b;
  case Kind::bitOr:
    return old | b;
  case Kind::bitXor:
    return old ^ b;
  case Kind::exch:
    return b;
  case Kind::cas:
    return old == b ? c : old;
  case Kind::min:
    return less(in.type, b, old) ? b : old;
  case Kind::max:
    return less(in.type, old, b) ? b : old;
  case Kind::inc:
    return old >= b ? 0 : old + 1;
  case Kind::dec:
    return old == 0 || old > b ? b : old - 1;
  }
  return old;
}

void change(Warp &warp, const Instruction &in, Mask mask) {
  unsigned bytes = in.type.bits / 8;
  each(mask, [&](unsigned lane) {
    uint64_t address = warp[in.from[0]][lane] + static_cast<uint64_t>(in.offset);
    uint8_t *at = warp.at(in.space, address, bytes, lane);
    uint64_t shared = warp.base(Space::shared, lane), old = 0;
    bool isShared =
        in.space == Space::shared || (in.space == Space::generic && address - shared < warp.sharedBytes());
    std::memcpy(&old, at, bytes);
    if (in.space == Space::global)
      warp.writtenWords().write(address, bytes);
    uint64_t next = changed(in, old, lowBits(warp[in.from[1]][lane], in.type.bits),
                            lowBits(warp[in.from[2]][lane], in.type.bits), !isShared);
    std::memcpy(at, &next, bytes);
    warp[in.to[0]][lane] = old;
  });
}

bool bindAtomic(const Operation &operation, Instruction &in) {
  static const std::map<std::string_view, Kind> kinds{
      {"add", Kind::add},   {"and", Kind::bitAnd}, {"or", Kind::bitOr}, {"xor", Kind::bitXor},
      {"exch", Kind::exch}, {"cas", Kind::cas},    {"min", Kind::min},  {"max", Kind::max},
      {"inc", Kind::inc},   {"dec", Kind::dec}};
  static constexpr std::string_view kNoMatter[] = {"global",  "shared", "relaxed", "acquire", "release",
                                                   "acq_rel", "cta",    "gpu",     "sys",     "noftz"};
  if (operation.name == "red")
    in.to[0] = kSink;
  for (const std::string &modifier : operation.modifiers)
    if (auto kind = kinds.find(modifier); kind != kinds.end()) {
      in.variant = static_cast<uint32_t>(kind->second);
      in.step = change;
    } else if (std::find(std::begin(kNoMatter), std::end(kNoMatter), modifier) == std::end(kNoMatter)) {
      return false;
    }
  bool isFloat = in.type.kind == 'f' || in.type.kind == 'h' || in.type.kind == 'n';
  return in.step && (!isFloat || in.variant == static_cast<uint32_t>(Kind::add));
}

} // namespace

void addAtomics(std::map<std::string_view, Binder> &all) { all["atom"] = all["red"] = bindAtomic; }

} // namespace hd::test::ptx
