// Accuracy of every one-argument function against the bounds in error_bounds.def: f32 over a strided
// sample of all inputs (over all 2^32 with HEDDLE_EXHAUSTIVE=1), f64 over random arguments with MPFR.
#include "tests/stdlib/math/arguments.h"
#include "tests/stdlib/math/library.h"
#include "tests/stdlib/math/references.h"
#include "tests/stdlib/math/ulp.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <ostream>

namespace hd::math_test {
namespace {

constexpr int kBatch = 1024;

// Fills y with function(x) for a batch: a loop of its own, so that the host compiler vectorizes it.
template <float (*function)(float)> void evaluate(const float *x, float *y) {
  for (int i = 0; i < kBatch; ++i)
    y[i] = function(x[i]);
}

// The f64 function of the same name. Held to MPFR below, it is the reference of the exhaustive mode: it
// vectorizes, libm does not.
template <double (*function)(double)> void evaluateWide(const float *x, double *y) {
  for (int i = 0; i < kBatch; ++i)
    y[i] = function(x[i]);
}

struct Function {
  const char *name;
  void (*f32)(const float *, float *);
  void (*wide)(const float *, double *);
  double (*f64)(double);
  double bound32, bound64;
  Reference1 reference;
};

const Function kFunctions[] = {
#define HD_MATH(name, ulp32, ulp64)                                                                          \
  {#name,                                                                                                    \
   evaluate<device_math::name##f>,                                                                           \
   evaluateWide<device_math::name>,                                                                          \
   device_math::name,                                                                                        \
   ulp32,                                                                                                    \
   ulp64,                                                                                                    \
   references::name()},
#include "stdlib/math/error_bounds.def"
};

void PrintTo(const Function &function, std::ostream *out) { *out << function.name; }

class OneArgument : public testing::TestWithParam<Function> {};

TEST_P(OneArgument, F32) {
  const Function &function = GetParam();
  const bool exhaustive = isExhaustive();
  const std::uint64_t stride = exhaustive ? 1 : 2147;
  Worst worst;
  float x[kBatch], y[kBatch];
  double expected[kBatch];
  auto check = [&] {
    function.f32(x, y);
    if (exhaustive)
      function.wide(x, expected);
    else
      std::transform(x, x + kBatch, expected, function.reference.fast);
    for (int i = 0; i < kBatch; ++i)
      worst.see(ulpDistance(y[i], expected[i]), x[i]);
  };
  for (std::uint64_t bits = 0; bits < 1ull << 32;) {
    for (int i = 0; i < kBatch; ++i, bits += stride)
      x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    check();
  }
  std::fill(x, x + kBatch, 0.0f);
  std::vector<double> special = specialArguments();
  ASSERT_LE(special.size(), std::size_t(kBatch));
  std::copy(special.begin(), special.end(), x);
  check();
  report(std::string(function.name) + "f", worst, function.bound32);
}

TEST_P(OneArgument, F64) {
  const Function &function = GetParam();
  Worst worst;
  Reference expected;
  for (double x : randomArguments(function.reference.count * (isExhaustive() ? 5 : 1))) {
    Reference argument(x);
    function.reference.exact(expected.value, argument.value);
    worst.see(ulpDistance(function.f64(x), expected), x);
  }
  report(function.name, worst, function.bound64);
}

INSTANTIATE_TEST_SUITE_P(Math, OneArgument, testing::ValuesIn(kFunctions),
                         [](const auto &info) { return std::string(info.param.name); });

} // namespace
} // namespace hd::math_test
