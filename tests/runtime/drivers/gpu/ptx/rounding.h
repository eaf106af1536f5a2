// Rounding modes of PTX: rn, rz, rm (down), rp (up), and the same to integers with an i behind.
#pragma once

#include <cfenv>
#include <string_view>

namespace hd::test::ptx {

constexpr int kRoundings[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};

// An index of kRoundings; -1: no rounding.
inline int roundingNamed(std::string_view name) {
  constexpr std::string_view kNames[] = {"rn", "rz", "rm", "rp"};
  for (int i = 0; i < 4; ++i)
    if (name == kNames[i])
      return i;
  return -1;
}
inline int integerRoundingNamed(std::string_view name) {
  return name.size() == 3 && name[2] == 'i' ? roundingNamed(name.substr(0, 2)) : -1;
}

class Rounding {
public:
  explicit Rounding(unsigned index) : changes_(index != 0) {
    if (changes_)
      std::fesetround(kRoundings[index]);
  }
  ~Rounding() {
    if (changes_)
      std::fesetround(FE_TONEAREST);
  }
  Rounding(const Rounding &) = delete;
  Rounding &operator=(const Rounding &) = delete;

private:
  bool changes_;
};

} // namespace hd::test::ptx
