#include "frontend/sema/interpreter/fold_builtin.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

namespace hd::sema {

using namespace ast;

namespace {

using Args = llvm::ArrayRef<Constant>;

// The bits of an integer's own width, zero-extended.
uint64_t lowBits(const Constant &value) {
  unsigned width = value.type->bitWidth();
  return width == 64 ? value.bits : value.bits & ((uint64_t(1) << width) - 1);
}

int64_t signExtended(uint64_t bits, unsigned width) { return int64_t(bits << (64 - width)) >> (64 - width); }

uint64_t countLeadingZeros(const Constant &value) {
  return uint64_t(llvm::countl_zero(lowBits(value))) - (64 - value.type->bitWidth());
}

uint64_t reverseBits(const Constant &value) {
  return llvm::reverseBits(lowBits(value)) >> (64 - value.type->bitWidth());
}

// Byte n of the result is the byte of y:x that bits 4n..4n+2 of the selector name.
uint64_t permuteBytes(Args args) {
  uint64_t both = lowBits(args[1]) << 32 | lowBits(args[0]), result = 0;
  for (unsigned byte = 0; byte < 4; ++byte)
    result |= (both >> (args[2].bits >> (4 * byte) & 7) * 8 & 0xff) << (8 * byte);
  return result;
}

// hi:lo by an amount that wraps at 32, or with `c` stops there.
uint64_t funnelShift(BuiltinId id, Args args) {
  bool stops = id == BuiltinId::FunnelShiftLc || id == BuiltinId::FunnelShiftRc;
  bool isLeft = id == BuiltinId::FunnelShiftL || id == BuiltinId::FunnelShiftLc;
  uint64_t amount = lowBits(args[2]), both = lowBits(args[1]) << 32 | lowBits(args[0]);
  amount = stops ? std::min<uint64_t>(amount, 32) : amount & 31;
  return isLeft ? (both << amount) >> 32 : both >> amount;
}

uint64_t multiplyHigh(Args args) {
  unsigned width = args[0].type->bitWidth();
  if (args[0].type->isSignedInteger())
    return uint64_t(__int128(args[0].asSigned()) * args[1].asSigned() >> width);
  return uint64_t((unsigned __int128)(args[0].bits) * args[1].bits >> width);
}

uint64_t multiply24(Args args) {
  if (!args[0].type->isSignedInteger())
    return (args[0].bits & 0xffffff) * (args[1].bits & 0xffffff);
  return uint64_t(signExtended(args[0].bits & 0xffffff, 24) * signExtended(args[1].bits & 0xffffff, 24));
}

// Of integers, which are kept extended to 64 bits.
bool isLess(const Constant &a, const Constant &b) {
  return a.type->isSignedInteger() ? a.asSigned() < b.asSigned() : a.bits < b.bits;
}

// Arguments of up to 32 bits: nothing here overflows.
uint64_t mean(Args args, bool roundsUp) {
  return uint64_t((args[0].asSigned() + args[1].asSigned() + (roundsUp ? 1 : 0)) >> 1);
}

// NaN loses, and -0 is less than 0.
double minimum(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::isnan(a) ? b : a;
  if (a == b)
    return std::signbit(a) ? a : b;
  return a < b ? a : b;
}
double maximum(double a, double b) { return -minimum(-a, -b); }

// Saturates; NaN gives 0.
Constant toInteger(double value, QualType type) {
  unsigned width = type->bitWidth();
  bool isSigned = type->isSignedInteger();
  double limit = std::ldexp(1.0, int(isSigned ? width - 1 : width)), least = isSigned ? -limit : 0;
  if (std::isnan(value))
    return integerOf(type, 0);
  value = std::trunc(value);
  if (value >= limit)
    return integerOf(type, isSigned ? (uint64_t(1) << (width - 1)) - 1 : ~uint64_t(0));
  if (value <= least)
    return integerOf(type, isSigned ? uint64_t(1) << (width - 1) : 0);
  return integerOf(type, isSigned ? uint64_t(int64_t(value)) : uint64_t(value));
}

// double to float, rounded to nearest, and one step back where that went the wrong way.
double narrow(BuiltinId id, double value) {
  float nearest = float(value);
  if (id == BuiltinId::DoubleToFloatRz && std::fabs(double(nearest)) > std::fabs(value))
    return std::nextafterf(nearest, 0.0f);
  if (id == BuiltinId::DoubleToFloatRu && nearest < value)
    return std::nextafterf(nearest, INFINITY);
  if (id == BuiltinId::DoubleToFloatRd && nearest > value)
    return std::nextafterf(nearest, -INFINITY);
  return nearest;
}

// In the type of the result: a float's operations are done on floats, so they round once.
template <typename T> double arithmetic(BuiltinId id, Args args) {
  auto arg = [&](unsigned index) { return T(args[index].floating); };
  switch (id) {
  case BuiltinId::AddRn:
    return arg(0) + arg(1);
  case BuiltinId::SubRn:
    return arg(0) - arg(1);
  case BuiltinId::MulRn:
    return arg(0) * arg(1);
  case BuiltinId::DivRn:
    return arg(0) / arg(1);
  case BuiltinId::RcpRn:
    return T(1) / arg(0);
  case BuiltinId::Fma:
  case BuiltinId::FmaRn:
    return std::fma(arg(0), arg(1), arg(2));
  case BuiltinId::Sqrt:
  case BuiltinId::SqrtRn:
    return std::sqrt(arg(0));
  case BuiltinId::RsqrtRn: // in double, so that only the last rounding counts
    return 1 / std::sqrt(args[0].floating);
  default:
    llvm_unreachable("not an arithmetic operation");
  }
}

double roundedToWhole(BuiltinId id, double value) {
  switch (id) {
  case BuiltinId::Floor:
  case BuiltinId::FloatToIntRd:
    return std::floor(value);
  case BuiltinId::Ceil:
  case BuiltinId::FloatToIntRu:
    return std::ceil(value);
  case BuiltinId::Trunc:
  case BuiltinId::FloatToIntRz:
    return std::trunc(value);
  case BuiltinId::Round:
  case BuiltinId::Lround:
  case BuiltinId::Llround:
    return std::round(value);
  default: // to even
    return std::nearbyint(value);
  }
}

std::optional<Constant> foldInteger(BuiltinId id, Args args, QualType type) {
  switch (id) {
  case BuiltinId::Popc:
    return integerOf(type, uint64_t(llvm::popcount(lowBits(args[0]))));
  case BuiltinId::Clz:
    return integerOf(type, countLeadingZeros(args[0]));
  case BuiltinId::Ffs:
    return integerOf(type, args[0].bits ? uint64_t(llvm::countr_zero(args[0].bits)) + 1 : 0);
  case BuiltinId::Ctz: // of 0: the width
    return integerOf(type, std::min(unsigned(llvm::countr_zero(lowBits(args[0]))), args[0].type->bitWidth()));
  case BuiltinId::Brev:
    return integerOf(type, reverseBits(args[0]));
  case BuiltinId::BytePerm:
    return integerOf(type, permuteBytes(args));
  case BuiltinId::FunnelShiftL:
  case BuiltinId::FunnelShiftR:
  case BuiltinId::FunnelShiftLc:
  case BuiltinId::FunnelShiftRc:
    return integerOf(type, funnelShift(id, args));
  case BuiltinId::Mul24:
    return integerOf(type, multiply24(args));
  case BuiltinId::MulHi:
    return integerOf(type, multiplyHigh(args));
  case BuiltinId::Sad: {
    bool less = isLess(args[0], args[1]);
    uint64_t distance = less ? args[1].bits - args[0].bits : args[0].bits - args[1].bits;
    return integerOf(type, distance + args[2].bits);
  }
  case BuiltinId::HAdd:
    return integerOf(type, mean(args, false));
  case BuiltinId::RHAdd:
    return integerOf(type, mean(args, true));
  case BuiltinId::Expect:
    return integerOf(type, args[0].bits);
  default:
    return std::nullopt;
  }
}

std::optional<Constant> foldConversion(BuiltinId id, Args args, QualType type) {
  switch (id) {
  case BuiltinId::BitCast:
    return constantFrom(type, patternOf(args[0]));
  case BuiltinId::HiLoIntToDouble:
    return constantFrom(type, lowBits(args[0]) << 32 | lowBits(args[1]));
  case BuiltinId::DoubleToHiInt:
    return integerOf(type, patternOf(args[0]) >> 32);
  case BuiltinId::DoubleToLoInt:
    return integerOf(type, patternOf(args[0]));
  case BuiltinId::FloatToIntRn:
  case BuiltinId::FloatToIntRz:
  case BuiltinId::FloatToIntRu:
  case BuiltinId::FloatToIntRd:
  case BuiltinId::Lrint:
  case BuiltinId::Llrint:
  case BuiltinId::Lround:
  case BuiltinId::Llround:
    return toInteger(roundedToWhole(id, args[0].floating), type);
  case BuiltinId::IntToFloatRn:
    return convertConstant(args[0], type);
  case BuiltinId::DoubleToFloatRn:
  case BuiltinId::DoubleToFloatRz:
  case BuiltinId::DoubleToFloatRu:
  case BuiltinId::DoubleToFloatRd:
    return floatingOf(type, narrow(id, args[0].floating));
  default:
    return std::nullopt;
  }
}

std::optional<Constant> foldMath(BuiltinId id, Args args, QualType type) {
  bool isFloating = type->isFloating();
  switch (id) {
  case BuiltinId::AddRn:
  case BuiltinId::SubRn:
  case BuiltinId::MulRn:
  case BuiltinId::DivRn:
  case BuiltinId::RcpRn:
  case BuiltinId::Fma:
  case BuiltinId::FmaRn:
  case BuiltinId::Sqrt:
  case BuiltinId::SqrtRn:
  case BuiltinId::RsqrtRn:
    return floatingOf(type, type->size() == 4 ? arithmetic<float>(id, args) : arithmetic<double>(id, args));
  case BuiltinId::Saturate: // NaN gives 0
    return floatingOf(type, minimum(maximum(args[0].floating, 0), 1));
  case BuiltinId::Floor:
  case BuiltinId::Ceil:
  case BuiltinId::Trunc:
  case BuiltinId::Rint:
  case BuiltinId::Nearbyint:
  case BuiltinId::Round:
    return floatingOf(type, roundedToWhole(id, args[0].floating));
  case BuiltinId::Copysign:
    return floatingOf(type, std::copysign(args[0].floating, args[1].floating));
  case BuiltinId::IsNan:
    return integerOf(type, std::isnan(args[0].floating));
  case BuiltinId::IsInf:
    return integerOf(type, std::isinf(args[0].floating));
  case BuiltinId::IsFinite:
    return integerOf(type, std::isfinite(args[0].floating));
  case BuiltinId::SignBit:
    return integerOf(type, std::signbit(args[0].floating));
  case BuiltinId::Fabs:
  case BuiltinId::Abs:
    if (isFloating)
      return floatingOf(type, std::fabs(args[0].floating));
    return integerOf(type, args[0].isNegative() ? 0 - args[0].bits : args[0].bits);
  case BuiltinId::Fmin:
  case BuiltinId::Min:
    if (isFloating)
      return floatingOf(type, minimum(args[0].floating, args[1].floating));
    return isLess(args[1], args[0]) ? args[1] : args[0];
  case BuiltinId::Fmax:
  case BuiltinId::Max:
    if (isFloating)
      return floatingOf(type, maximum(args[0].floating, args[1].floating));
    return isLess(args[0], args[1]) ? args[1] : args[0];
  default:
    return std::nullopt;
  }
}

} // namespace

std::optional<Constant> foldBuiltin(const BuiltinFunction &function, Args args) {
  QualType type = function.result.unqualified();
  for (auto *fold : {foldInteger, foldConversion, foldMath})
    if (auto result = fold(function.id, args, type))
      return result;
  return std::nullopt;
}

} // namespace hd::sema
