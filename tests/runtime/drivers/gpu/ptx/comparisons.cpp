// setp: comparisons of integers and floats, with NaN as ordered and unordered ones want it.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>

namespace hd::test::ptx {
namespace {

enum Outcome : uint32_t { kLess = 1, kEqual = 2, kGreater = 4, kUnordered = 8 };
enum Joined : uint32_t { kAnd = 16, kOr = 32, kXor = 64, kFlush = 128 };

template <class T> uint32_t compare(uint64_t a, uint64_t b, bool flush) {
  if constexpr (std::is_integral_v<T>) {
    T x = get<T>(a), y = get<T>(b);
    return x < y ? kLess : x == y ? kEqual : kGreater;
  } else {
    auto x = wide(get<T>(a)), y = wide(get<T>(b));
    if (flush) {
      x = std::fpclassify(x) == FP_SUBNORMAL ? 0 : x;
      y = std::fpclassify(y) == FP_SUBNORMAL ? 0 : y;
    }
    return std::isnan(x) || std::isnan(y) ? kUnordered : x < y ? kLess : x == y ? kEqual : kGreater;
  }
}

bool join(uint32_t variant, bool result, bool with) {
  return variant & kAnd   ? result && with
         : variant & kOr  ? result || with
         : variant & kXor ? result != with
                          : result;
}

template <class T> void setPredicate(Warp &warp, const Instruction &in, Mask mask) {
  each(mask, [&](unsigned lane) {
    uint64_t a = warp[in.from[0]][lane], b = warp[in.from[1]][lane];
    bool with = (warp[in.from[2]][lane] & 1) != in.inverted;
    bool result = compare<T>(a, b, in.variant & kFlush) & in.variant;
    // The second predicate: of the upper halves, or of the opposite.
    bool other = in.type.packed ? compare<T>(a >> 16, b >> 16, false) & in.variant : !result;
    warp[in.to[1]][lane] = join(in.variant, other, with);
    warp[in.to[0]][lane] = join(in.variant, result, with);
  });
}

uint32_t outcomesOf(std::string_view name) {
  static const std::map<std::string_view, uint32_t> ordered{{"eq", kEqual},
                                                            {"ne", kLess | kGreater},
                                                            {"lt", kLess},
                                                            {"le", kLess | kEqual},
                                                            {"gt", kGreater},
                                                            {"ge", kGreater | kEqual},
                                                            {"lo", kLess},
                                                            {"ls", kLess | kEqual},
                                                            {"hi", kGreater},
                                                            {"hs", kGreater | kEqual},
                                                            {"num", kLess | kEqual | kGreater},
                                                            {"nan", kUnordered}};
  if (auto found = ordered.find(name); found != ordered.end())
    return found->second;
  if (!name.empty() && name.back() == 'u')
    if (auto found = ordered.find(name.substr(0, name.size() - 1)); found != ordered.end())
      return found->second | kUnordered;
  return 0;
}

bool bindSetp(const Operation &operation, Instruction &in) {
  for (const std::string &modifier : operation.modifiers)
    if (modifier == "ftz")
      in.variant |= kFlush;
    else if (modifier == "and" || modifier == "or" || modifier == "xor")
      in.variant |= modifier == "and" ? kAnd : modifier == "or" ? kOr : kXor;
    else if (uint32_t outcomes = outcomesOf(modifier))
      in.variant |= outcomes;
    else
      return false;
  const std::pair<Type, Step> steps[] = {
      {{'f', 32, false}, setPredicate<float>},    {{'f', 64, false}, setPredicate<double>},
      {{'h', 16, false}, setPredicate<Half>},     {{'n', 16, false}, setPredicate<BFloat>},
      {{'h', 32, true}, setPredicate<Half>},      {{'n', 32, true}, setPredicate<BFloat>},
      {{'s', 16, false}, setPredicate<int16_t>},  {{'s', 32, false}, setPredicate<int32_t>},
      {{'s', 64, false}, setPredicate<int64_t>},  {{'u', 16, false}, setPredicate<uint16_t>},
      {{'u', 32, false}, setPredicate<uint32_t>}, {{'u', 64, false}, setPredicate<uint64_t>},
      {{'b', 16, false}, setPredicate<uint16_t>}, {{'b', 32, false}, setPredicate<uint32_t>},
      {{'b', 64, false}, setPredicate<uint64_t>}};
  for (const auto &[type, step] : steps)
    if (type == operation.type)
      in.step = step;
  return in.step != nullptr;
}

} // namespace

void addComparisons(std::map<std::string_view, Binder> &all) { all["setp"] = bindSetp; }

} // namespace hd::test::ptx
