// Arithmetic on floats: each operation is rounded once, as its modifier says.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/rounding.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>

namespace hd::test::ptx {
namespace {

enum Variant : uint32_t { kFlush = 16, kSaturate = 32, kKeepsNan = 64 }; // beside the rounding

template <class T> using Compute = std::conditional_t<std::is_same_v<T, float>, float, double>;

template <class T> T flushed(T value) {
  return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(T(0), value) : value;
}

template <class T, auto f, int sources>
uint64_t compute(const Instruction &in, uint64_t a, uint64_t b, uint64_t c) {
  using C = Compute<T>;
  auto take = [&](uint64_t bits) {
    C value = wide(get<T>(bits));
    return in.variant & kFlush ? flushed(value) : value;
  };
  C result;
  if constexpr (sources == 1)
    result = f(take(a));
  else if constexpr (sources == 2)
    result = f(take(a), take(b));
  else
    result = f(take(a), take(b), take(c));
  if (in.variant & kFlush)
    result = flushed(result);
  if (in.variant & kSaturate)
    result = result > C(0) ? std::min(result, C(1)) : C(0);
  if constexpr (sizeof(T) < sizeof(C))
    return put(narrow<T>(result));
  else
    return putResult(result);
}

template <class T, auto f, int sources> void apply(Warp &warp, const Instruction &in, Mask mask) {
  Rounding rounding(in.variant & 15);
  Lanes &to = warp[in.to[0]];
  const Lanes &a = warp[in.from[0]], &b = warp[in.from[1]], &c = warp[in.from[2]];
  each(mask, [&](unsigned lane) {
    if constexpr (sizeof(T) == 2) {
      uint64_t both = 0;
      for (unsigned shift = 0; shift < in.type.bits; shift += 16)
        both |= compute<T, f, sources>(in, a[lane] >> shift & 0xffff, b[lane] >> shift & 0xffff,
                                       c[lane] >> shift & 0xffff)
                << shift;
      to[lane] = both;
    } else {
      to[lane] = compute<T, f, sources>(in, a[lane], b[lane], c[lane]);
    }
  });
}

template <auto f, int sources> bool bind(const Operation &operation, Instruction &in) {
  for (const std::string &modifier : operation.modifiers)
    if (modifier == "ftz")
      in.variant |= kFlush;
    else if (modifier == "sat")
      in.variant |= kSaturate;
    else if (int rounding = roundingNamed(modifier); rounding >= 0)
      in.variant |= static_cast<uint32_t>(rounding);
    else if (modifier != "approx" && modifier != "full")
      return false;
  if (operation.type.kind == 'h')
    in.step = apply<Half, f, sources>;
  else if (operation.type.kind == 'n')
    in.step = apply<BFloat, f, sources>;
  else
    in.step = operation.type.bits == 64 ? apply<double, f, sources> : apply<float, f, sources>;
  return true;
}

constexpr auto add = [](auto a, auto b) { return a + b; };
constexpr auto sub = [](auto a, auto b) { return a - b; };
constexpr auto mul = [](auto a, auto b) { return a * b; };
constexpr auto div = [](auto a, auto b) { return a / b; };
constexpr auto squareRoot = [](auto a) { return std::sqrt(a); };
constexpr auto reciprocal = [](auto a) { return 1 / a; };
constexpr auto reciprocalRoot = [](auto a) { return 1 / std::sqrt(a); };
constexpr auto exponential = [](auto a) { return std::exp2(a); };
constexpr auto logarithm = [](auto a) { return std::log2(a); };
constexpr auto sine = [](auto a) { return std::sin(a); };
constexpr auto cosine = [](auto a) { return std::cos(a); };
constexpr auto hyperbolicTangent = [](auto a) { return std::tanh(a); };
constexpr auto fma = [](auto a, auto b, auto c) { return std::fma(a, b, c); };

// In double, to the odd neighbour when it is not exact, which a second rounding to 16 bits does not see.
constexpr auto narrowFma = [](double a, double b, double c) {
  double product = a * b, sum = product + c;
  double back = sum - product, error = (product - (sum - back)) + (c - back);
  if (error == 0 || !std::isfinite(sum) || !std::isfinite(error))
    return sum;
  if (get<uint64_t>(put(sum)) & 1)
    return sum;
  return std::nextafter(sum, error > 0 ? INFINITY : -INFINITY);
};
bool bindFma(const Operation &operation, Instruction &in) {
  return operation.type.kind == 'f' ? bind<fma, 3>(operation, in)
                                    : operation.has("rn") && bind<narrowFma, 3>(operation, in);
}

// The smaller, -0 before +0; of a number and a NaN the number.
template <bool larger> struct Extremum {
  template <class T> static T of(T a, T b, bool keepsNan) {
    if (std::isnan(a) || std::isnan(b))
      return keepsNan ? std::numeric_limits<T>::quiet_NaN() : std::isnan(a) ? b : a;
    if (a == b)
      return std::signbit(a) == larger ? b : a;
    return (a < b) != larger ? a : b;
  }
};
template <bool larger> bool bindExtremum(const Operation &operation, Instruction &in) {
  Operation others = operation;
  bool keepsNan = std::erase(others.modifiers, "NaN") != 0;
  constexpr auto numbers = [](auto a, auto b) { return Extremum<larger>::of(a, b, false); };
  constexpr auto nans = [](auto a, auto b) { return Extremum<larger>::of(a, b, true); };
  return keepsNan ? bind<nans, 2>(others, in) : bind<numbers, 2>(others, in);
}

// Signs are bits, also those of NaNs.
template <bool negates> void changeSign(Warp &warp, const Instruction &in, Mask mask) {
  unsigned width = in.type.packed ? 16 : in.type.bits;
  uint64_t signs = uint64_t{1} << (width - 1);
  if (in.type.packed)
    signs |= signs << 16;
  const Lanes &a = warp[in.from[0]];
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = negates ? a[lane] ^ signs : a[lane] & ~signs; });
}
template <bool negates> bool bindSign(const Operation &operation, Instruction &in) {
  in.step = changeSign<negates>;
  return operation.modifiers.empty();
}
// The sign of the first on the second.
void copySign(Warp &warp, const Instruction &in, Mask mask) {
  uint64_t sign = uint64_t{1} << (in.type.bits - 1);
  const Lanes &a = warp[in.from[0]], &b = warp[in.from[1]];
  each(mask, [&](unsigned lane) { warp[in.to[0]][lane] = (a[lane] & sign) | (b[lane] & ~sign); });
}
bool bindCopySign(const Operation &, Instruction &in) {
  in.step = copySign;
  return true;
}

} // namespace

void addFloats(std::map<std::string_view, Binder> &all) {
  all["add.f"] = bind<add, 2>, all["sub.f"] = bind<sub, 2>, all["mul.f"] = bind<mul, 2>;
  all["div.f"] = bind<div, 2>, all["sqrt.f"] = bind<squareRoot, 1>, all["rcp.f"] = bind<reciprocal, 1>;
  all["fma.f"] = all["mad.f"] = bindFma;
  all["min.f"] = bindExtremum<false>, all["max.f"] = bindExtremum<true>;
  all["neg.f"] = bindSign<true>, all["abs.f"] = bindSign<false>, all["copysign.f"] = bindCopySign;
  all["rsqrt.f"] = bind<reciprocalRoot, 1>, all["ex2.f"] = bind<exponential, 1>,
  all["lg2.f"] = bind<logarithm, 1>;
  all["sin.f"] = bind<sine, 1>, all["cos.f"] = bind<cosine, 1>, all["tanh.f"] = bind<hyperbolicTangent, 1>;
}

} // namespace hd::test::ptx
