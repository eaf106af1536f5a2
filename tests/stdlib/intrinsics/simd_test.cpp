// Every pair of bytes and many pairs of halfwords through each SIMD intrinsic, in each lane, beside what one
// lane means as a number.
#include "tests/stdlib/math/host_shim.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

using std::min;

namespace {
#include "stdlib/intrinsics/dpx.hd"
#include "stdlib/intrinsics/simd.hd"

using Word = unsigned int;
using Binary = Word (*)(Word, Word);
using Lane = std::function<long(long, long)>;

long clamped(long value, long low, long high) { return std::clamp(value, low, high); }

template <bool isSigned> long lane(Word word, int bits, int index) {
  Word field = word >> (bits * index);
  if (bits == 8)
    return isSigned ? long(int8_t(field)) : long(uint8_t(field));
  return isSigned ? long(int16_t(field)) : long(uint16_t(field));
}

Word expected(Word a, Word b, int bits, bool isSigned, const Lane &function) {
  Word result = 0;
  for (int i = 0; i < 32 / bits; ++i) {
    long x = isSigned ? lane<true>(a, bits, i) : lane<false>(a, bits, i);
    long y = isSigned ? lane<true>(b, bits, i) : lane<false>(b, bits, i);
    result |= (Word(function(x, y)) & ((1u << bits) - 1)) << (bits * i);
  }
  return result;
}

// Pairs of words that have every pair of bytes in some lane, or of halfwords every pair of notable ones.
std::vector<std::pair<Word, Word>> inputs(int bits) {
  std::mt19937 random(7);
  std::vector<std::pair<Word, Word>> pairs;
  if (bits == 8)
    for (Word x = 0; x < 256; ++x)
      for (Word y = 0; y < 256; ++y) {
        Word a = random(), b = random();
        int at = 8 * int((x + y) % 4);
        pairs.push_back({(a & ~(255u << at)) | x << at, (b & ~(255u << at)) | y << at});
      }
  const Word notable[] = {0, 1, 2, 0x7ffe, 0x7fff, 0x8000, 0x8001, 0xfffe, 0xffff, 0x7f, 0x80, 0xff, 0x100};
  for (Word x : notable)
    for (Word y : notable)
      for (Word z : {0u, 0x7fffu, 0x8000u, 0xffffu}) {
        pairs.push_back({x << 16 | z, y << 16 | (z ^ 0x8001)});
        pairs.push_back({z << 16 | x, z << 16 | y});
      }
  for (int i = 0; i < 100000; ++i)
    pairs.push_back({random(), random()});
  return pairs;
}

void check(const char *name, int bits, bool isSigned, Binary actual, const Lane &function) {
  for (auto [a, b] : inputs(bits))
    ASSERT_EQ(actual(a, b), expected(a, b, bits, isSigned, function))
        << name << std::hex << " " << a << " " << b;
}

long meanAwayFromZero(long x, long y) { return std::lround(double(x + y) / 2); }

#define CHECK_BOTH(NAME, SIGNED, FUNCTION)                                                                   \
  check(#NAME "2", 16, SIGNED, NAME##2, FUNCTION);                                                           \
  check(#NAME "4", 8, SIGNED, NAME##4, FUNCTION)
#define CHECK_UNARY(NAME, FUNCTION)                                                                          \
  check(#NAME "2", 16, true, [](Word a, Word) { return NAME##2(a); }, FUNCTION);                             \
  check(#NAME "4", 8, true, [](Word a, Word) { return NAME##4(a); }, FUNCTION)
#define CHECK_COMPARE(NAME, SIGNED, OP)                                                                      \
  CHECK_BOTH(__vcmp##NAME, SIGNED, [](long x, long y) { return x OP y ? -1 : 0; });                          \
  CHECK_BOTH(__vset##NAME, SIGNED, [](long x, long y) { return x OP y ? 1 : 0; })

TEST(Simd, Compares) {
  CHECK_COMPARE(eq, false, ==);
  CHECK_COMPARE(ne, false, !=);
  CHECK_COMPARE(lts, true, <);
  CHECK_COMPARE(ltu, false, <);
  CHECK_COMPARE(gts, true, >);
  CHECK_COMPARE(gtu, false, >);
  CHECK_COMPARE(les, true, <=);
  CHECK_COMPARE(leu, false, <=);
  CHECK_COMPARE(ges, true, >=);
  CHECK_COMPARE(geu, false, >=);
}

TEST(Simd, AddsAndSubtracts) {
  CHECK_BOTH(__vadd, false, std::plus<long>());
  CHECK_BOTH(__vsub, false, std::minus<long>());
  check("__vaddus2", 16, false, __vaddus2, [](long x, long y) { return clamped(x + y, 0, 0xffff); });
  check("__vaddus4", 8, false, __vaddus4, [](long x, long y) { return clamped(x + y, 0, 0xff); });
  check("__vsubus2", 16, false, __vsubus2, [](long x, long y) { return clamped(x - y, 0, 0xffff); });
  check("__vsubus4", 8, false, __vsubus4, [](long x, long y) { return clamped(x - y, 0, 0xff); });
  check("__vaddss2", 16, true, __vaddss2, [](long x, long y) { return clamped(x + y, -0x8000, 0x7fff); });
  check("__vaddss4", 8, true, __vaddss4, [](long x, long y) { return clamped(x + y, -0x80, 0x7f); });
  check("__vsubss2", 16, true, __vsubss2, [](long x, long y) { return clamped(x - y, -0x8000, 0x7fff); });
  check("__vsubss4", 8, true, __vsubss4, [](long x, long y) { return clamped(x - y, -0x80, 0x7f); });
}

TEST(Simd, NegatesAndTakesMagnitudes) {
  CHECK_UNARY(__vneg, [](long x, long) { return -x; });
  CHECK_UNARY(__vabs, [](long x, long) { return std::labs(x); });
  auto saturated16 = [](long x) { return std::min(x, 0x7fffl); };
  auto saturated8 = [](long x) { return std::min(x, 0x7fl); };
  check(
      "__vnegss2", 16, true, [](Word a, Word) { return __vnegss2(a); },
      [&](long x, long) { return saturated16(-x); });
  check(
      "__vnegss4", 8, true, [](Word a, Word) { return __vnegss4(a); },
      [&](long x, long) { return saturated8(-x); });
  check(
      "__vabsss2", 16, true, [](Word a, Word) { return __vabsss2(a); },
      [&](long x, long) { return saturated16(std::labs(x)); });
  check(
      "__vabsss4", 8, true, [](Word a, Word) { return __vabsss4(a); },
      [&](long x, long) { return saturated8(std::labs(x)); });
  CHECK_BOTH(__vabsdiffs, true, [](long x, long y) { return std::labs(x - y); });
  CHECK_BOTH(__vabsdiffu, false, [](long x, long y) { return std::labs(x - y); });
}

TEST(Simd, SumsDifferences) {
  auto sum = [](Word a, Word b, int bits, bool isSigned) {
    long total = 0;
    for (int i = 0; i < 32 / bits; ++i)
      total += isSigned ? std::labs(lane<true>(a, bits, i) - lane<true>(b, bits, i))
                        : std::labs(lane<false>(a, bits, i) - lane<false>(b, bits, i));
    return Word(total);
  };
  for (auto [a, b] : inputs(8)) {
    ASSERT_EQ(__vsads2(a, b), sum(a, b, 16, true)) << std::hex << a << " " << b;
    ASSERT_EQ(__vsadu2(a, b), sum(a, b, 16, false)) << std::hex << a << " " << b;
    ASSERT_EQ(__vsads4(a, b), sum(a, b, 8, true)) << std::hex << a << " " << b;
    ASSERT_EQ(__vsadu4(a, b), sum(a, b, 8, false)) << std::hex << a << " " << b;
  }
}

TEST(Simd, TakesMeansAndLimits) {
  CHECK_BOTH(__vhaddu, false, [](long x, long y) { return (x + y) / 2; });
  CHECK_BOTH(__vavgu, false, [](long x, long y) { return (x + y + 1) / 2; });
  CHECK_BOTH(__vavgs, true, meanAwayFromZero);
  CHECK_BOTH(__vmins, true, [](long x, long y) { return std::min(x, y); });
  CHECK_BOTH(__vminu, false, [](long x, long y) { return std::min(x, y); });
  CHECK_BOTH(__vmaxs, true, [](long x, long y) { return std::max(x, y); });
  CHECK_BOTH(__vmaxu, false, [](long x, long y) { return std::max(x, y); });
}

TEST(Dpx, TakesLimitsOfSums) {
  std::mt19937 random(3);
  for (int i = 0; i < 200000; ++i) {
    Word a = random(), b = random(), c = random();
    int x = int(a), y = int(b), z = int(c), sum = int(a + b);
    ASSERT_EQ(__vimax3_s32(x, y, z), std::max({x, y, z}));
    ASSERT_EQ(__vimin3_s32(x, y, z), std::min({x, y, z}));
    ASSERT_EQ(__vimin3_s32_relu(x, y, z), std::max(0, std::min({x, y, z})));
    ASSERT_EQ(__vimax3_u32(a, b, c), std::max({a, b, c}));
    ASSERT_EQ(__vimax_s32_relu(x, y), std::max({x, y, 0}));
    ASSERT_EQ(__viaddmax_s32(x, y, z), std::max(sum, z));
    ASSERT_EQ(__viaddmin_s32_relu(x, y, z), std::max(0, std::min(sum, z)));
    ASSERT_EQ(__viaddmin_u32(a, b, c), std::min(a + b, c));
    auto lanes = [&](bool isSigned, auto function) {
      Word inner = 0;
      for (int at = 0; at < 2; ++at) {
        auto pick = [&](Word w) { return isSigned ? lane<true>(w, 16, at) : lane<false>(w, 16, at); };
        long total = isSigned ? long(int16_t(pick(a) + pick(b))) : long(uint16_t(pick(a) + pick(b)));
        inner |= (Word(function(pick(a), pick(b), pick(c), total)) & 0xffff) << (16 * at);
      }
      return inner;
    };
    using std::max;
    ASSERT_EQ(__vimax3_s16x2(a, b, c),
              lanes(true, [](long p, long q, long r, long) { return max({p, q, r}); }));
    ASSERT_EQ(__vimin3_u16x2(a, b, c),
              lanes(false, [](long p, long q, long r, long) { return min({p, q, r}); }));
    ASSERT_EQ(__vimax3_s16x2_relu(a, b, c),
              lanes(true, [](long p, long q, long r, long) { return max({p, q, r, 0l}); }));
    ASSERT_EQ(__vimin_s16x2_relu(a, b),
              lanes(true, [](long p, long q, long, long) { return max(min(p, q), 0l); }));
    ASSERT_EQ(__viaddmax_s16x2(a, b, c), lanes(true, [](long, long, long r, long s) { return max(s, r); }));
    ASSERT_EQ(__viaddmin_s16x2_relu(a, b, c),
              lanes(true, [](long, long, long r, long s) { return max(min(s, r), 0l); }));
    ASSERT_EQ(__viaddmax_u16x2(a, b, c), lanes(false, [](long, long, long r, long s) { return max(s, r); }));
  }
}

TEST(Dpx, SaysWhichItChose) {
  std::mt19937 random(5);
  for (int i = 0; i < 100000; ++i) {
    Word a = random(), b = i % 5 ? random() : a ^ (i % 3 ? 0u : 0x10000u);
    bool first = false, high = false, low = false;
    ASSERT_EQ(__vibmax_s32(int(a), int(b), &first), std::max(int(a), int(b)));
    ASSERT_EQ(first, int(a) >= int(b));
    ASSERT_EQ(__vibmin_u32(a, b, &first), std::min(a, b));
    ASSERT_EQ(first, a <= b);
    ASSERT_EQ(__vibmax_u16x2(a, b, &high, &low), __vmaxu2(a, b));
    ASSERT_EQ(high, a >> 16 >= b >> 16);
    ASSERT_EQ(low, (a & 0xffff) >= (b & 0xffff));
    ASSERT_EQ(__vibmin_s16x2(a, b, &high, &low), __vmins2(a, b));
    ASSERT_EQ(high, int16_t(a >> 16) <= int16_t(b >> 16));
    ASSERT_EQ(low, int16_t(a) <= int16_t(b));
  }
}

} // namespace
