// Accuracy of every two-argument function against the bounds in error_bounds.def: all pairs of special
// values, which decides C Annex F, and random pairs, against MPFR.
#include "tests/stdlib/math/arguments.h"
#include "tests/stdlib/math/library.h"
#include "tests/stdlib/math/references.h"
#include "tests/stdlib/math/ulp.h"
#include <gtest/gtest.h>
#include <ostream>

namespace hd::math_test {
namespace {

struct Function {
  const char *name;
  float (*f32)(float, float);
  double (*f64)(double, double);
  double bound32, bound64;
  Reference2 reference;
};

const Function kFunctions[] = {
#define HD_MATH2(name, ulp32, ulp64)                                                                         \
  {#name, device_math::name##f, device_math::name, ulp32, ulp64, references::name()},
#include "stdlib/math/error_bounds.def"
};

void PrintTo(const Function &function, std::ostream *out) { *out << function.name; }

class TwoArguments : public testing::TestWithParam<Function> {};

TEST_P(TwoArguments, F32) {
  const Function &function = GetParam();
  Worst worst;
  Reference expected;
  for (auto [wideX, wideY] : randomPairs(isExhaustive() ? 500000 : 50000)) {
    float x = static_cast<float>(wideX), y = static_cast<float>(wideY);
    Reference first(x), second(y);
    function.reference.exact(expected.value, first.value, second.value);
    worst.see(ulpDistance(function.f32(x, y), expected), x, y);
  }
  report(std::string(function.name) + "f", worst, function.bound32);
}

TEST_P(TwoArguments, F64) {
  const Function &function = GetParam();
  Worst worst;
  Reference expected;
  for (auto [x, y] : randomPairs(isExhaustive() ? 500000 : 50000)) {
    Reference first(x), second(y);
    function.reference.exact(expected.value, first.value, second.value);
    worst.see(ulpDistance(function.f64(x, y), expected), x, y);
  }
  report(function.name, worst, function.bound64);
}

INSTANTIATE_TEST_SUITE_P(Math, TwoArguments, testing::ValuesIn(kFunctions),
                         [](const auto &info) { return std::string(info.param.name); });

} // namespace
} // namespace hd::math_test
