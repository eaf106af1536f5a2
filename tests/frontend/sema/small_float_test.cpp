// __half and __nv_bfloat16: conversions, common types, constants, and the operators of their vectors.
#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

using namespace ast;
using testing::HasSubstr;

namespace {

std::string smallKernel(const std::string &body) {
  return "__global__ void k(__half h, __nv_bfloat16 b, __half2 v, __nv_bfloat162 w, float x, double d, int "
         "n, "
         "unsigned long long u, float *f, __half *p, const __half2 *q) {" +
         body + "}";
}

std::string typeOf(const std::string &expr) {
  auto checked = checkSource(smallKernel(expr + ";"));
  Expr *last = checked->lastExpr();
  return last && last->type ? last->type.str() : checked->text();
}

} // namespace

TEST(SmallFloat, CommonTypes) {
  EXPECT_EQ(typeOf("h + h"), "__half"); // not promoted
  EXPECT_EQ(typeOf("h * n"), "__half");
  EXPECT_EQ(typeOf("u - h"), "__half");
  EXPECT_EQ(typeOf("h + x"), "float");
  EXPECT_EQ(typeOf("h + d"), "double");
  EXPECT_EQ(typeOf("b / 'c'"), "__nv_bfloat16");
  EXPECT_EQ(typeOf("b + 1.0f"), "float");
  EXPECT_EQ(typeOf("-h"), "__half");
  EXPECT_EQ(typeOf("h < n"), "bool");
  EXPECT_EQ(typeOf("n ? h : n"), "__half");
  EXPECT_EQ(typeOf("max(h, 0)"), "__half");
  EXPECT_EQ(typeOf("sqrt(h)"), "float");
  EXPECT_EQ(typeOf("v * v + v"), "__half2");
  EXPECT_EQ(typeOf("v == v"), "bool");
  EXPECT_EQ(typeOf("-w"), "__nv_bfloat162");
}

TEST(SmallFloat, ConvertFromAndToNumbers) {
  expectGood(
      smallKernel("h = 1; h = 2.5; h = x; h = u; h = true; n = h; f[0] = h; d = b; b = n; if (h) h += d;"));
  expectGood(
      smallKernel("f[0] = float(h) + (float)b; h = __half(x); h = (__half)b; b = __nv_bfloat16(1.0f);"));
  expectGood(smallKernel("int half = 1; float half2 = half; f[half] = half2;")); // short names are the user's
  expectGood(
      smallKernel("v += *q; v -= v; v *= v; v /= v; ++v; v--; v.x = h; v = {h, h}; p[0] = __half2{h, 1}.y;"));
}

TEST(SmallFloat, Diagnostics) {
  expectEach({
      {"bad-operands", smallKernel("h = h + b;")},
      {"bad-operands", smallKernel("n = h < b;")},
      {"bad-operands", smallKernel("h += b;")},
      {"bad-operands", smallKernel("h = h % h;")},
      {"bad-operands", smallKernel("n = h & 1;")},
      {"bad-operands", smallKernel("v = v * h;")},
      {"bad-operands", smallKernel("n = v == w;")},
      {"bad-operands", smallKernel("v = v % v;")},
      {"bad-operands", "__global__ void k(float2 a) { a = a + a; }"},
      {"conditional-mismatch", smallKernel("h = n ? h : b;")},
      {"no-overload", smallKernel("h = max(h, b);")},
      {"type-mismatch", smallKernel("h = b;")},
      {"type-mismatch", smallKernel("v = h;")},
      {"bad-operand", smallKernel("n = ~h;")},
      {"not-a-condition", smallKernel("if (v) n = 1;")},
  });
}

TEST(SmallFloat, CastIsOfferedBetweenTheTwo) {
  auto checked = checkSource(smallKernel("h = b;"));
  EXPECT_THAT(checked->text(), HasSubstr("write `(__half)` before it"));
}

// Rounded once, to nearest even.
TEST(SmallFloat, Constants) {
  expectGood(
      "const __half a = 0.1f; static_assert(a == 0.0999755859375f, \"\");"
      "const __nv_bfloat16 b = 16777217 * 257ll; static_assert(b == 4328521728.0f, \"\");"
      "static_assert((__half)2049 == 2048 && (__half)2051 == 2052, \"\");"
      "static_assert((__half)1e-8 == 0 && (__half)3.1e-8 > 0, \"\");"
      "static_assert((__half)65519.99 == 65504 && (__half)65520 > 65504, \"\");"
      "static_assert((__half)1 / (__half)3 == 0.333251953125f, \"\");"
      "static_assert(sizeof(__half) == 2 && alignof(__half2) == 4 && sizeof(__nv_bfloat162) == 4, \"\");"
      "__global__ void k() {}");
}

} // namespace hd::sema::test
