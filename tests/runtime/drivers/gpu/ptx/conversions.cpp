// cvt: between integers and floats of all widths. What does not fit goes to the nearest number that does; a
// NaN becomes 0, but from or to 64 bits the lowest integer.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/rounding.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>

namespace hd::test::ptx {
namespace {

enum Variant : uint32_t { kToInteger = 4, kFlush = 16, kSaturate = 32 }; // beside the rounding

bool isFloat(Type type) { return type.kind == 'f' || type.kind == 'h' || type.kind == 'n'; }

// All integers of 64 bits and all floats are exact in it.
long double load(Type type, uint64_t bits) {
  bits = lowBits(bits, type.bits);
  if (type.kind == 'h')
    return wide(get<Half>(bits));
  if (type.kind == 'n')
    return wide(get<BFloat>(bits));
  if (type.kind == 'f')
    return type.bits == 64 ? static_cast<long double>(get<double>(bits))
                           : static_cast<long double>(get<float>(bits));
  uint64_t sign = type.kind == 's' ? uint64_t{1} << (type.bits - 1) : 0;
  auto extended = static_cast<int64_t>((bits ^ sign) - sign);
  return type.kind == 's' ? static_cast<long double>(extended) : static_cast<long double>(bits);
}

uint64_t storeFloat(Type type, long double value) {
  if (type.kind == 'h')
    return put(narrow<Half>(value));
  if (type.kind == 'n')
    return put(narrow<BFloat>(value));
  return type.bits == 64 ? putResult(narrow<double>(value)) : putResult(narrow<float>(value));
}

uint64_t storeInteger(Type type, long double value, unsigned registerBits) {
  bool isSigned = type.kind == 's';
  long double top = std::scalbn(1.0L, isSigned ? type.bits - 1 : type.bits);
  if (value >= top)
    value = top - 1;
  value = std::max(value, isSigned ? -top : 0.0L);
  uint64_t bits =
      isSigned ? static_cast<uint64_t>(static_cast<int64_t>(value)) : static_cast<uint64_t>(value);
  return lowBits(bits, std::max<unsigned>(registerBits, type.bits));
}

// Between integers without .sat: bits are cut off, or the sign or zeros put before them.
void convertBits(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) {
    auto extend = [](Type type, uint64_t bits) {
      bits = lowBits(bits, type.bits);
      uint64_t sign = type.kind == 's' ? uint64_t{1} << (type.bits - 1) : 0;
      return (bits ^ sign) - sign;
    };
    warp[in.to[0]][lane] = lowBits(extend(in.type, extend(in.source, warp[in.from[0]][lane])), in.toBits);
  });
}

uint64_t convertOne(const Instruction &in, Type type, uint64_t bits) {
  long double value = load(in.source, bits);
  if (in.variant & kFlush && in.source == Type{'f', 32, false} &&
      std::fpclassify(get<float>(bits)) == FP_SUBNORMAL)
    value = std::copysign(0.0L, value);
  if (in.variant & kToInteger)
    value = std::nearbyint(value);
  if (!isFloat(type)) {
    if (!std::isnan(value))
      return storeInteger(type, value, in.toBits);
    return type.bits == 64 || in.source.bits == 64 ? uint64_t{1} << (type.bits - 1) : 0;
  }
  if (in.variant & kSaturate)
    value = value > 0 ? std::min(value, 1.0L) : 0;
  uint64_t result = storeFloat(type, value);
  if (in.variant & kFlush && type == Type{'f', 32, false} &&
      std::fpclassify(get<float>(result)) == FP_SUBNORMAL)
    result &= 0x80000000;
  return result;
}

void convert(Warp &warp, const Instruction &in, Mask mask) {
  Rounding rounding(in.variant & 3);
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = convertOne(in, in.type, warp[in.from[0]][lane]); });
}
// Two floats to a pair of 16 bits each; the first is the upper half.
void convertPair(Warp &warp, const Instruction &in, Mask mask) {
  Rounding rounding(in.variant & 3);
  Type half{in.type.kind, 16, false};
  each(mask, [&](unsigned lane) {
    warp[in.to[0]][lane] =
        convertOne(in, half, warp[in.from[0]][lane]) << 16 | convertOne(in, half, warp[in.from[1]][lane]);
  });
}

bool bindConversion(const Operation &operation, Instruction &in) {
  bool saturates = false;
  for (const std::string &modifier : operation.modifiers)
    if (int rounding = roundingNamed(modifier); rounding >= 0)
      in.variant |= static_cast<uint32_t>(rounding);
    else if (int whole = integerRoundingNamed(modifier); whole >= 0)
      in.variant |= static_cast<uint32_t>(whole) | kToInteger;
    else if (modifier == "ftz")
      in.variant |= kFlush;
    else if (modifier == "sat")
      in.variant |= kSaturate, saturates = true;
    else
      return false;
  bool integers = !isFloat(in.type) && !isFloat(in.source);
  in.step = in.type.packed ? convertPair : integers && !saturates ? convertBits : convert;
  return in.type && !in.source.packed;
}

} // namespace

void addConversions(std::map<std::string_view, Binder> &all) { all["cvt"] = bindConversion; }

} // namespace hd::test::ptx
