// Structured control flow out of break, continue, return and switch. That the results are right is shown by
// run tests; here every mix must verify, and the common shapes must come out clean.
#include "tests/frontend/irgen/irgen_test.h"

namespace hd::irgen::test {

using testing::HasSubstr;
using testing::Not;

TEST(IrgenControlFlow, GuardClauseNests) {
  std::string text = ir(kernel("if (threadIdx.x >= n) return; f[threadIdx.x] = x;"));
  EXPECT_EQ(count(text, "scf.if"), 1u);
  EXPECT_THAT(text, HasSubstr("} else {"));
  EXPECT_THAT(text, Not(HasSubstr("arith.constant true")));
}

TEST(IrgenControlFlow, IfCarriesAssignedValues) {
  std::string text = ir(kernel("float a = 1; if (n > 2) a = x; else if (n) a += 2; f[0] = a;"));
  EXPECT_THAT(text, HasSubstr("-> (f32)"));
}

TEST(IrgenControlFlow, LoopCarriesAssignedValues) {
  std::string text = ir(kernel("float s = 0; for (int i = 0; i < n; ++i) s += cf[i]; f[0] = s;"));
  EXPECT_THAT(text, HasSubstr("scf.while"));
  EXPECT_THAT(text, HasSubstr("(i32, f32) -> (i32, f32)"));
  EXPECT_THAT(text, Not(HasSubstr("scf.if")));
}

TEST(IrgenControlFlow, LeadingBreakIsPartOfTheCondition) {
  std::string text = ir(kernel(R"(
float zx = 0, zy = 0;
int it;
for (it = 0; it < n; ++it) {
  float x2 = zx * zx, y2 = zy * zy;
  if (x2 + y2 > 4.0f) break;
  zy = 2 * zx * zy + x;
  zx = x2 - y2 + x;
}
p[0] = it;)"));
  EXPECT_THAT(text, Not(HasSubstr("scf.if")));
  EXPECT_THAT(text, HasSubstr("arith.andi"));
}

TEST(IrgenControlFlow, SearchLoopNeedsNoFlag) {
  std::string text = ir(kernel(R"(
int found = -1;
for (int i = 0; i < n; ++i) { if (p[i] == 7) { found = i; break; } f[i] = 0; }
p[0] = found;)"));
  EXPECT_EQ(count(text, "scf.while"), 1u);
}

TEST(IrgenControlFlow, DoWhileZeroIsNoLoop) {
  std::string text = ir(kernel("do { if (n) break; p[0] = 1; } while (0); p[1] = 2;"));
  EXPECT_THAT(text, Not(HasSubstr("scf.while")));
}

TEST(IrgenControlFlow, UnrollHints) {
  EXPECT_THAT(ir(kernel("\n#pragma unroll\nfor (int i = 0; i < 4; ++i) p[i] = i;")),
              HasSubstr("hd.unroll = 0"));
  EXPECT_THAT(ir(kernel("\n#pragma unroll 4\nfor (int i = 0; i < n; ++i) p[i] = i;")),
              HasSubstr("hd.unroll = 4"));
}

TEST(IrgenControlFlow, CheapConditionsNeedNoBranch) {
  EXPECT_THAT(ir(kernel("p[0] = (n > 1 && x < 2) || u == 3 ? 5 : n;")), Not(HasSubstr("scf.if")));
  EXPECT_THAT(ir(kernel("p[0] = n > 1 && p[n] < 2;")), HasSubstr("scf.if"));
  EXPECT_THAT(ir(kernel("p[0] = n ? p[1] : 3;")), HasSubstr("scf.if"));
}

TEST(IrgenControlFlow, SwitchWithoutFallThroughIsAChain) {
  std::string text = ir(kernel(R"(
switch (n) {
case 1: p[0] = 1; break;
default: p[0] = 9; break;
case 2: case 3: p[0] = 2; break;
})"));
  EXPECT_EQ(count(text, "scf.if"), 2u);
  EXPECT_EQ(count(text, "cmpi eq"), 3u);
}

// Every mix of exits verifies.
struct Mix {
  const char *name, *source;
};

class IrgenMixes : public testing::TestWithParam<Mix> {};

TEST_P(IrgenMixes, Verify) { ir(GetParam().source); }

#define KERNEL(BODY) "__global__ void k(int *p, int n, float *f) {" BODY "}"
#define FUNCTION(BODY)                                                                                       \
  "__device__ int g(int *p, int n) {" BODY "} __global__ void k(int *p, int n) { p[0] = g(p, n) + g(p, 2); " \
  "}"

INSTANTIATE_TEST_SUITE_P(
    Exits, IrgenMixes,
    testing::Values(
        Mix{"NestedBreakContinueReturn", KERNEL(R"(
for (int i = 0; i < n; ++i) {
  if (p[i] == 1) continue;
  for (int j = 0; j < i; j += 2) {
    if (p[j] < 0) continue;
    p[j] = i;
    if (p[j] == 3) break;
    if (p[j] == 9) return;
    p[j + 1] = 2;
  }
  if (p[i] > 100) { p[0]++; break; }
  p[i] = 0;
}
p[n] = 1;)")},
        Mix{"DoWithContinue", KERNEL(R"(
int i = 0;
do {
  ++i;
  if (p[i]) continue;
  if (p[i + 1]) break;
  p[i] = 5;
} while (i < n);
p[0] = i;)")},
        Mix{"DoWithReturn", FUNCTION(R"(
int i = 0, s = 0;
do { s += p[i]; if (s > 100) return s; if (s < 0) { s = 3; continue; } s += 2; } while (++i < n);
return s + i;)")},
        Mix{"ReturnInNestedLoops", FUNCTION(R"(
for (int i = 0; i < n; ++i)
  for (int j = 0; j < n; ++j) {
    int v = p[i * n + j];
    if (v == 7) return i;
    if (v == 8) { p[0] = 1; return j; }
  }
return -1;)")},
        Mix{"ReturnAfterSideEffects", FUNCTION(R"(
int s = 0;
for (int i = 0; ; i++) { p[i] = s; s += i; if (s > n) return s; p[i] += 1; if (s == 3) break; }
return s * 2;)")},
        Mix{"SwitchInLoop", KERNEL(R"(
int state = 0;
for (int i = 0; i < n; ++i) {
  switch (p[i]) {
  case 0: state = 1; continue;
  case 1: state += 2;
  case 2: if (state == 5) break; state++; break;
  case 3: return;
  default: if (n == 4) return; state = 0;
  }
  p[i] = state;
})")},
        Mix{"SwitchReturns", FUNCTION(R"(
switch (n) { case 0: return 1; case 1: { int t = p[0]; if (t) return t; break; } default: return 9; }
return 4;)")},
        Mix{"SwitchAlwaysReturns",
            FUNCTION("switch (n) { case 0: return 1; case 4: default: return p[1]; }")},
        Mix{"LoopInSwitch", KERNEL(R"(
switch (n & 3) {
case 1: for (int i = 0; i < n; ++i) { if (p[i]) break; p[i] = 1; } break;
case 2: while (p[0] < 10) { p[0]++; if (p[1]) continue; p[2]++; }
case 3: do { if (p[3]) return; } while (p[4]);
})")},
        Mix{"GuardsInARow", KERNEL(R"(
if (n < 1) return;
if (n == 2) { p[0] = 1; return; } else if (n == 3) { p[1] = 2; }
{ if (n == 4) { if (p[0]) return; p[3] = 1; } p[2] = 3; }
p[5] = 1;)")},
        Mix{"EndlessLoop", KERNEL("for (;;) { int old = p[0]; if (old == n) break; p[0] = old + 1; }")},
        Mix{"WhileTrueReturn", FUNCTION("while (true) { n = n * 3 + 1; if (n > 100) return n; p[0] = n; }")},
        Mix{"ConditionWithSideEffects", KERNEL("int i = 0; while (i++ < n && p[i] != 3) p[i - 1] = i;")},
        Mix{"AssignmentInCondition", KERNEL("int v; while ((v = p[n]) != 0) { n = v; if (v == 2) break; }")},
        Mix{"BreakLeavesIncrementAlone", KERNEL(R"(
int i;
for (i = 0; i < n; i += p[i]) { p[i]++; if (p[i] == 4) break; p[0] = 1; }
p[1] = i;)")},
        Mix{"HeadWithOuterVariable", KERNEL(R"(
int last = 0, i = 0;
for (; i < n; ++i) { last = i * 2; if (last > 10) break; p[i] = last; }
p[0] = last + i;)")},
        Mix{"HeadWithReturn", KERNEL(R"(
for (int i = 0; i < n; ++i) { if (p[i] == 1) return; if (i == 3) break; p[i] = 2; }
p[0] = 1;)")},
        Mix{"RecordsThroughLoops", KERNEL(R"(
float2 z = make_float2(0, 0);
for (int i = 0; i < n; ++i) { if (i == 5) continue; z.x += f[i]; if (z.x > 4) break; z.y -= z.x; }
f[0] = z.x * z.y;)")},
        Mix{"PointersThroughLoops", KERNEL(R"(
__shared__ int s[32];
int *q = p;
while (q != p + n) { if (*q == 3) { q = s; break; } if (*q) q++; else q += 2; }
*q = 1;)")},
        Mix{"NestedTernaries",
            KERNEL("p[0] = n == 1 ? p[1] : n == 2 ? (p[2] = 4) : n > 3 ? n-- : ++n; p[3] = n;")},
        Mix{"LogicalAssignments", KERNEL("int a = 0; if (n && (a = p[1]) && p[a]) p[2] = a; p[3] = a;")},
        Mix{"UnreachableCode", KERNEL("return; p[0] = 1; for (;;) {}")},
        Mix{"BreakOutOfNestedSwitch", KERNEL(R"(
for (int i = 0; i < n; ++i) {
  switch (p[i]) { case 1: switch (i) { case 2: break; case 3: p[0] = 1; } p[1] = 2; break; case 4: continue; }
  if (p[2]) break;
})")},
        Mix{"VoidFunctionWithReturns", R"(
__device__ void h(int *p, int n) { for (int i = 0; i < n; ++i) { if (p[i]) { p[0] = 1; return; } p[i] = 2; } p[1] = 3; }
__global__ void k(int *p, int n) { h(p, n); h(p + 1, n); })"}),
    [](const auto &info) { return info.param.name; });

} // namespace hd::irgen::test
