// Special and random arguments of the accuracy tests.
#include "tests/stdlib/math/arguments.h"
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace hd::math_test {

bool isExhaustive() {
  const char *value = std::getenv("HEDDLE_EXHAUSTIVE");
  return value && *value == '1';
}

std::vector<double> specialArguments() {
  using Double = std::numeric_limits<double>;
  using Float = std::numeric_limits<float>;
  std::vector<double> positive = {0.0,
                                  Double::denorm_min(),
                                  Double::min(),
                                  Double::max(),
                                  Double::infinity(),
                                  Float::denorm_min(),
                                  Float::min(),
                                  Float::max(),
                                  0.25,
                                  0.5,
                                  1.0,
                                  1.5,
                                  2.0,
                                  2.5,
                                  3.0,
                                  4.0,
                                  10.0,
                                  100.0,
                                  0x1p23,
                                  0x1p24,
                                  0x1p52,
                                  0x1p53,
                                  0x1p63,
                                  0x1p100,
                                  88.72283905206835,
                                  709.782712893384,
                                  745.1332191019411,
                                  1.5707963267948966,
                                  0.7853981633974483,
                                  3.141592653589793};
  std::vector<double> all = {Double::quiet_NaN()};
  for (double x : positive)
    for (double near : {x, std::nextafter(x, 0.0), std::nextafter(x, Double::infinity())}) {
      all.push_back(near);
      all.push_back(-near);
    }
  return all;
}

std::vector<double> randomArguments(int count) {
  std::mt19937_64 random(20240229);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  constexpr double kRanges[] = {1.0, 1.0, 10.0, 100.0, 800.0, 1e6, 1e9};
  std::vector<double> all = specialArguments();
  for (int i = 0; i < count; ++i) {
    if (i % 8 == 0)
      all.push_back(std::bit_cast<double>(random()));
    else
      all.push_back(unit(random) * kRanges[i % 8 - 1]);
  }
  return all;
}

std::vector<std::pair<double, double>> randomPairs(int count) {
  std::mt19937_64 random(20241124);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  std::vector<std::pair<double, double>> all;
  for (double x : specialArguments())
    for (double y : specialArguments())
      all.emplace_back(x, y);
  for (int i = 0; i < count; ++i) {
    double x = std::ldexp(std::abs(unit(random)), static_cast<int>(random() % 61) - 30);
    // y so that x^y spans the exponent range of f32 and of f64.
    double span = i % 2 ? 1080 : 150;
    switch (i % 5) {
    case 0:
      all.emplace_back(x, span * unit(random) / std::log2(x));
      break;
    case 1:
      all.emplace_back(1 + x * 0x1p-30, span * unit(random) / std::log2(1 + x * 0x1p-30));
      break;
    case 2:
      all.emplace_back(-x, std::floor(span * unit(random) / std::log2(x)));
      break;
    case 3:
      all.emplace_back(unit(random), x);
      break;
    default:
      all.emplace_back(std::bit_cast<double>(random()), std::bit_cast<double>(random()));
    }
  }
  return all;
}

} // namespace hd::math_test
