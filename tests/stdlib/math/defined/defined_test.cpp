// No function of the math library does what is undefined in C++, for any argument: signed overflow is
// undefined in the kernel language too, and conversions and shifts out of range would make the host's build
// of the library, whose accuracy is measured, differ from what kernels get. UndefinedBehaviorSanitizer tells.
#include "tests/stdlib/math/arguments.h"
#include "tests/stdlib/math/library.h"
#include <gtest/gtest.h>
#include <random>
#include <tuple>

namespace hd::math_test {
namespace {

constexpr int kRounds = 200'000;

// Draws arguments of any type of the library's signatures: half of them special values or near, half any
// bits.
class Draw {
public:
  template <typename T> void operator()(T &value) {
    std::uint64_t bits = random();
    if constexpr (std::is_floating_point_v<T>) {
      double special = specials[bits / 8 % specials.size()];
      if (bits % 8 < 3)
        value = static_cast<T>(special);
      else if (bits % 8 == 3)
        value = static_cast<T>(unit(random) * 1000);
      else if constexpr (sizeof(T) == 4)
        value = std::bit_cast<float>(static_cast<std::uint32_t>(bits >> 32));
      else
        value = std::bit_cast<double>(random());
    } else {
      value = static_cast<T>(static_cast<std::int64_t>(random()) >> bits % 64);
    }
  }

private:
  std::mt19937_64 random{20250101};
  std::uniform_real_distribution<double> unit{-1.0, 1.0};
  std::vector<double> specials = specialArguments();
};

// What an argument is drawn into; a pointer points to such a value.
template <typename T> struct Argument {
  T value{};
  T get() { return value; }
};
template <typename T> struct Argument<T *> {
  T value{};
  T *get() { return &value; }
};

template <typename Result, typename... Parameters> void callOften(Result (*function)(Parameters...)) {
  Draw draw;
  std::tuple<Argument<Parameters>...> arguments;
  for (int i = 0; i < kRounds; ++i)
    std::apply(
        [&](auto &...argument) {
          (draw(argument.value), ...);
          function(argument.get()...);
        },
        arguments);
}

#define HD_MATH_FUNCTION(name, file, signature)                                                              \
  TEST(Defined, name) { callOften(device_math::name); }
#include "stdlib/math/functions.def"

// Here x or x * 2/pi plus the shifter of the fast reductions is a small number of either sign.
TEST(Defined, ReductionLimits) {
  for (float x = 12000000.0f; x < 13500000.0f; ++x)
    for (float argument : {x, -x, x * 1.57079637f, x * -1.57079637f}) {
      device_math::sinf(argument);
      device_math::cosf(argument);
      device_math::tanf(argument);
      device_math::exp2f(argument);
    }
}

} // namespace
} // namespace hd::math_test
