// Arithmetic on integers and their bits.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>
#include <bit>

namespace hd::test::ptx {
namespace {

// to[0] = f(from...), for integers of type T that wrap.
template <class T, auto f, int sources, class Result = T>
void apply(Warp &warp, const Instruction &in, Mask mask) {
  Lanes &to = warp[in.to[0]];
  const Lanes &a = warp[in.from[0]], &b = warp[in.from[1]], &c = warp[in.from[2]];
  each(mask, [&](unsigned lane) {
    if constexpr (sources == 1)
      to[lane] = put(static_cast<Result>(f(get<T>(a[lane]))));
    else if constexpr (sources == 2)
      to[lane] = put(static_cast<Result>(f(get<T>(a[lane]), get<T>(b[lane]))));
    else
      to[lane] = put(static_cast<Result>(f(get<T>(a[lane]), get<T>(b[lane]), get<T>(c[lane]))));
  });
}

// Two of 16 bits.
template <class T, auto f> void applyPacked(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes &a = warp[in.from[0]], &b = warp[in.from[1]];
  each(mask, [&](unsigned lane) {
    auto half = [&](unsigned shift) {
      return put(static_cast<T>(f(get<T>(a[lane] >> shift), get<T>(b[lane] >> shift)))) << shift;
    };
    warp[in.to[0]][lane] = half(16) | half(0);
  });
}

// Not those that saturate, carry or cut off.
bool isPlain(const Operation &operation) {
  return std::all_of(operation.modifiers.begin(), operation.modifiers.end(),
                     [](const std::string &modifier) { return modifier == "lo" || modifier == "hi"; });
}

template <auto f, int sources> bool bind(const Operation &operation, Instruction &in) {
  bool isSigned = operation.type.kind == 's';
  if (!isPlain(operation))
    return false;
  if constexpr (sources == 2)
    if (operation.type.packed) {
      in.step = isSigned ? applyPacked<int16_t, f> : applyPacked<uint16_t, f>;
      return true;
    }
  if (operation.type.packed ||
      (operation.type.kind != 's' && operation.type.kind != 'u' && operation.type.kind != 'b'))
    return false;
  if (operation.type.bits == 16)
    in.step = isSigned ? apply<int16_t, f, sources> : apply<uint16_t, f, sources>;
  else if (operation.type.bits == 32)
    in.step = isSigned ? apply<int32_t, f, sources> : apply<uint32_t, f, sources>;
  else if (operation.type.bits == 64)
    in.step = isSigned ? apply<int64_t, f, sources> : apply<uint64_t, f, sources>;
  return in.step != nullptr;
}

template <class T> constexpr unsigned kBits = sizeof(T) * 8;
template <class T> using Twice = std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>;

constexpr auto add = [](auto a, auto b) { return uint64_t(a) + uint64_t(b); };
constexpr auto sub = [](auto a, auto b) { return uint64_t(a) - uint64_t(b); };
constexpr auto mul = [](auto a, auto b) { return uint64_t(a) * uint64_t(b); };
constexpr auto mulHigh = [](auto a, auto b) { return (Twice<decltype(a)>(a) * b) >> kBits<decltype(a)>; };
constexpr auto mad = [](auto a, auto b, auto c) { return uint64_t(a) * uint64_t(b) + uint64_t(c); };
constexpr auto madHigh = [](auto a, auto b, auto c) { return uint64_t(mulHigh(a, b)) + uint64_t(c); };
// The manual leaves open what comes of zero: a number that nobody expects.
constexpr int kOpen = 0x5a5a5a5a;
constexpr auto div = [](auto a, auto b) -> decltype(a) {
  if (b == 0)
    return static_cast<decltype(a)>(kOpen);
  return std::is_signed_v<decltype(a)> && b == decltype(a)(-1) ? decltype(a)(-uint64_t(a)) : a / b;
};
constexpr auto rem = [](auto a, auto b) -> decltype(a) {
  if (b == 0)
    return static_cast<decltype(a)>(kOpen);
  return std::is_signed_v<decltype(a)> && b == decltype(a)(-1) ? 0 : a % b;
};
constexpr auto minimum = [](auto a, auto b) { return std::min(a, b); };
constexpr auto maximum = [](auto a, auto b) { return std::max(a, b); };
constexpr auto negate = [](auto a) { return -uint64_t(a); };
constexpr auto absolute = [](auto a) { return a < 0 ? -uint64_t(a) : uint64_t(a); };
constexpr auto bitAnd = [](auto a, auto b) { return a & b; };
constexpr auto bitOr = [](auto a, auto b) { return a | b; };
constexpr auto bitXor = [](auto a, auto b) { return a ^ b; };
constexpr auto bitNot = [](auto a) { return ~uint64_t(a); };
// Distances beyond the width are as the width.
constexpr auto shiftLeft = [](auto a, auto distance) {
  auto d = static_cast<uint32_t>(distance);
  return d >= kBits<decltype(a)> ? 0 : uint64_t(a) << d;
};
constexpr auto shiftRight = [](auto a, auto distance) -> decltype(a) {
  auto d = static_cast<uint32_t>(distance);
  if (d < kBits<decltype(a)>)
    return decltype(a)(a >> d);
  return a < 0 ? decltype(a)(-1) : 0;
};

template <class T, class Wide, bool adds> void applyWide(Warp &warp, const Instruction &in, Mask mask) {
  Lanes &to = warp[in.to[0]];
  const Lanes &a = warp[in.from[0]], &b = warp[in.from[1]], &c = warp[in.from[2]];
  each(mask, [&](unsigned lane) {
    auto product =
        static_cast<Wide>(static_cast<int64_t>(get<T>(a[lane])) * static_cast<int64_t>(get<T>(b[lane])));
    to[lane] = put(static_cast<Wide>(adds ? uint64_t(product) + c[lane] : uint64_t(product)));
  });
}
template <bool adds> bool bindWide(Type type, Instruction &in) {
  if (type.bits == 16)
    in.step = type.kind == 's' ? applyWide<int16_t, int32_t, adds> : applyWide<uint16_t, uint32_t, adds>;
  else if (type.bits == 32)
    in.step = type.kind == 's' ? applyWide<int32_t, int64_t, adds> : applyWide<uint32_t, uint64_t, adds>;
  return in.step != nullptr;
}
template <auto low, auto high, int sources> bool bindProduct(const Operation &operation, Instruction &in) {
  if (operation.has("wide"))
    return bindWide < sources == 3 > (operation.type, in);
  return operation.has("hi") ? bind<high, sources>(operation, in)
                             : operation.has("lo") && bind<low, sources>(operation, in);
}

// Shift: the distance is a u32 whatever the type.
template <class T, auto f> void applyShift(Warp &warp, const Instruction &in, Mask mask) {
  Lanes &to = warp[in.to[0]];
  const Lanes &a = warp[in.from[0]], &b = warp[in.from[1]];
  each(mask,
       [&](unsigned lane) { to[lane] = put(static_cast<T>(f(get<T>(a[lane]), get<uint32_t>(b[lane])))); });
}
template <auto f> bool bindShift(const Operation &operation, Instruction &in) {
  bool isSigned = operation.type.kind == 's';
  if (operation.type.bits == 16)
    in.step = isSigned ? applyShift<int16_t, f> : applyShift<uint16_t, f>;
  else if (operation.type.bits == 32)
    in.step = isSigned ? applyShift<int32_t, f> : applyShift<uint32_t, f>;
  else if (operation.type.bits == 64)
    in.step = isSigned ? applyShift<int64_t, f> : applyShift<uint64_t, f>;
  return in.step != nullptr;
}

template <auto f> bool bindLogic(const Operation &operation, Instruction &in) {
  if (operation.type.kind != 'p')
    return bind<f, 2>(operation, in);
  in.step = apply<bool, f, 2>;
  return true;
}
bool bindNot(const Operation &operation, Instruction &in) {
  if (operation.type.kind != 'p')
    return bind<bitNot, 1>(operation, in);
  in.step = apply<bool, [](bool a) { return !a; }, 1>;
  return true;
}

// f(64 bits of the source) is a u32.
template <class T, auto f> void applyCount(Warp &warp, const Instruction &in, Mask mask) {
  apply<T, f, 1, uint32_t>(warp, in, mask);
}
template <auto f> bool bindCount(const Operation &operation, Instruction &in) {
  in.step = operation.type.bits == 64 ? applyCount<uint64_t, f> : applyCount<uint32_t, f>;
  return true;
}
constexpr auto reverse = [](auto a) {
  decltype(a) reversed = 0;
  for (unsigned bit = 0; bit < kBits<decltype(a)>; ++bit)
    reversed |= (a >> bit & 1) << (kBits<decltype(a)> - 1 - bit);
  return reversed;
};
// The place of the highest bit that is not the sign; all bits when there is none.
template <class T> void findHighest(Warp &warp, const Instruction &in, Mask mask) {
  const Lanes &a = warp[in.from[0]];
  each(mask, [&](unsigned lane) {
    auto value = get<T>(a[lane]);
    auto bits = static_cast<std::make_unsigned_t<T>>(value < 0 ? ~value : value);
    uint32_t found = bits == 0 ? ~0u : kBits<T> - 1 - static_cast<uint32_t>(std::countl_zero(bits));
    warp[in.to[0]][lane] = in.variant && bits != 0 ? kBits<T> - 1 - found : found;
  });
}
bool bindFindHighest(const Operation &operation, Instruction &in) {
  in.variant = operation.has("shiftamt");
  bool wide = operation.type.bits == 64;
  if (operation.type.kind == 's')
    in.step = wide ? findHighest<int64_t> : findHighest<int32_t>;
  else
    in.step = wide ? findHighest<uint64_t> : findHighest<uint32_t>;
  return true;
}

constexpr auto sumOfDifferences = [](auto a, auto b, auto c) {
  return (a > b ? uint64_t(a) - uint64_t(b) : uint64_t(b) - uint64_t(a)) + uint64_t(c);
};

} // namespace

void addIntegers(std::map<std::string_view, Binder> &all) {
  all["add"] = bind<add, 2>, all["sub"] = bind<sub, 2>;
  all["mul"] = bindProduct<mul, mulHigh, 2>, all["mad"] = bindProduct<mad, madHigh, 3>;
  all["div"] = bind<div, 2>, all["rem"] = bind<rem, 2>;
  all["min"] = bind<minimum, 2>, all["max"] = bind<maximum, 2>;
  all["neg"] = bind<negate, 1>, all["abs"] = bind<absolute, 1>;
  all["and"] = bindLogic<bitAnd>, all["or"] = bindLogic<bitOr>, all["xor"] = bindLogic<bitXor>;
  all["not"] = bindNot;
  all["shl"] = bindShift<shiftLeft>, all["shr"] = bindShift<shiftRight>;
  all["popc"] = bindCount<[](auto a) { return std::popcount(a); }>;
  all["clz"] = bindCount<[](auto a) { return std::countl_zero(a); }>;
  all["brev"] = bind<reverse, 1>;
  all["bfind"] = bindFindHighest;
  all["sad"] = bind<sumOfDifferences, 3>;
}

} // namespace hd::test::ptx
