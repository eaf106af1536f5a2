// The same code compiled by the host's compiler and run as generated IR: same result, same memory. Each body
// is `int f(int *p, int n)`; `p` has 64 elements, `n` is small.
#include "tests/frontend/irgen/interpreter.h"

#include <array>

namespace hd::irgen::test {

namespace {

struct Body {
  const char *name, *source;
  int (*host)(int *p, int n);
};

#define BODY(NAME, ...)                                                                                      \
  Body {                                                                                                     \
    #NAME, #__VA_ARGS__, []([[maybe_unused]] int *p, int n) -> int { __VA_ARGS__ }                           \
  }

using Memory = std::array<int, 64>;

Memory startMemory(unsigned seed) {
  Memory memory;
  for (int &value : memory)
    value = int((seed = seed * 1664525 + 1013904223) >> 16) % 11 - 2;
  return memory;
}

} // namespace

class IrgenExecution : public testing::TestWithParam<Body> {};

TEST_P(IrgenExecution, SameAsHost) {
  const Body &body = GetParam();
  std::string source = std::string("__device__ int g(int *p, int n) {") + body.source +
                       "} __global__ void k(int *p, int n) { p[63] = g(p, n); }";
  auto lowered = lowerSource(source);
  ASSERT_TRUE(lowered->module) << lowered->diagnostics();
  ASSERT_TRUE(mlir::succeeded(mlir::verify(*lowered->module)));
  for (unsigned seed = 0; seed < 40; ++seed) {
    int n = int(seed % 9);
    Memory expected = startMemory(seed), found = expected;
    expected[63] = body.host(expected.data(), n);
    Interpreter(*lowered->module).call("k", {reinterpret_cast<int64_t>(found.data()), n});
    ASSERT_EQ(expected, found) << "seed " << seed << ", n " << n << "\n" << lowered->ir();
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Loops, IrgenExecution,
    testing::Values(
        BODY(NestedBreakContinueReturn,
             for (int i = 0; i < n; ++i) {
               if (p[i] == 1) continue;
               for (int j = 0; j < i; j += 2) {
                 if (p[j] < 0) continue;
                 p[j] = i;
                 if (p[j + 1] == 3) break;
                 if (p[j + 1] == 9) return j;
                 p[j + 1] = 2;
               }
               if (p[i] > 6) { p[0]++; break; }
               p[i] = 0;
             }
             p[n] = 1; return p[2];),
        BODY(DoWithContinueAndBreak,
             int i = 0;
             do { ++i; if (p[i] > 3) continue; if (p[i + 1] < 0) break; p[i] = 5; } while (i < n);
             return i;),
        BODY(DoWithReturn,
             int i = 0, s = 0;
             do { s += p[i]; if (s > 12) return s; if (s < 0) { s = 3; continue; } s += 2; } while (++i < n);
             return s + i;),
        BODY(DoInDo,
             int i = 0, s = 0;
             do { int j = 0; do { if (p[j] == 4) break; if (p[j] == 5) return s; s += j; } while (++j < 4);
                  if (s > 9) continue; p[i] += s; } while (++i < n);
             return s;),
        BODY(SearchLoop,
             int found = -1;
             for (int i = 0; i < n; ++i) { if (p[i] == 7) { found = i; break; } p[i] = 0; }
             return found;),
        BODY(TwoHeads,
             int i = 0, last = 0;
             for (; i < n; ++i) { last = p[i]; if (last > 7) break; int next = p[i + 1]; if (next + last == 3) { p[20] = i; break; }
                                  p[i] = next; }
             return last * 100 + i;),
        BODY(HeadReturns,
             for (int i = 0; i < n; ++i) { if (p[i] == 1) return i + 40; if (i == 3) break; p[i] = 2; }
             p[9]++; return 5;),
        BODY(CheapHeadChangesOuter,
             int last = 0, i = 0;
             for (; i < n; ++i) { last = i * 2; if (last > 10) break; p[i] = last; }
             return last + i;),
        BODY(HeadCountsOnlyWhileTheTestHolds,
             int k = 3, i = p[0] - p[0];
             while (i < n) { k = k + i; if (k == 9) break; i = i + 2; }
             return k * 10 + i;),
        BODY(GuardedHeadWithNestedReturn,
             for (int i = 0; i < n; ++i) { int v = p[i]; if (v > 3) { if (v > 6) return v; p[i] = 1; break; } p[i] += 2; }
             return p[1];),
        BODY(IncrementNotAfterBreak,
             int i;
             for (i = 0; i < n; i += p[30] > 0 ? 2 : 1) { p[i]++; if (p[i] == 4) break; p[31] = 1; }
             return i;),
        BODY(IncrementAfterContinue,
             int i, s = 0;
             for (i = 0; i < n; i++, s += 3) { p[i]++; if (p[i] == 4) continue; p[32] += i; if (s == 9) break; }
             return i + s;),
        BODY(Endless, int c = 0; for (;;) { p[c]++; c++; if (c > n) break; if (p[c] == 8) return 99; } return c;),
        BODY(WhileTrue, while (true) { n = n * 3 + 1; if (n > 100) return n; p[n & 15] = n; }),
        BODY(SideEffectsInCondition, int i = 0; while (i++ < n && p[i] != 3) p[i - 1] = i; return i;),
        BODY(AssignmentInCondition, int v = 0, c = 0; while ((v = p[c++]) != 0 && c < 20) { if (v == 2) break; n += v; } return n + c;),
        BODY(OuterLoopExits,
             int s = 0;
             for (int i = 0; i < n; ++i) { for (int j = 0; j < 4; ++j) { s += p[i + j]; if (s > 15) return s; if (s < 0) break; }
                                           if (s == 6) break; if (s & 1) continue; p[i] = s; }
             return s - 100;),
        BODY(DoWhileZero, do { if (n > 3) break; p[1] = 4; if (p[2] > 2) continue; p[1]++; } while (0); return p[1];),
        BODY(DoWhileZeroReturns, do { if (n > 3) return 8; p[1] = 4; } while (0); p[2]++; return p[1];)),
    [](const auto &info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Branches, IrgenExecution,
    testing::Values(
        BODY(GuardsInARow,
             if (n < 1) return 1;
             if (n == 2) { p[0] = 1; return 2; } else if (n == 3) { p[1] = 2; }
             { if (n == 4) { if (p[0] > 2) return 4; p[3] = 1; } p[2] = 3; }
             p[5] = 1; return 7;),
        BODY(ElseLeaves, if (n > 3) { p[1] = 2; } else { return p[2]; } p[3] += 4; if (p[3] > 6) p[4] = 0; else return -3; return 6;),
        BODY(BothLeave, int a = n; if (a > 4) { p[0] = a; return 1; } else { if (p[1] > 3) return 2; } a += 2; return a;),
        BODY(Ternaries, p[0] = n == 1 ? p[1] : n == 2 ? (p[2] = 4) : n > 3 ? n-- : ++n; return n;),
        BODY(Logical, int a = 0; if (n && (a = p[1]) > 0 && p[a] > 1) p[2] = a; bool b = n > 3 || p[3] > 4 || (p[5] = 7) == n; return a * 2 + b;),
        BODY(Steps, int a = n++; a += ++n; int *q = p + 3; *q++ += a--; q[-1] -= 2; *--q ^= 5; return a * n + int(q - p);),
        BODY(CompoundAssignments, int a = n; a += 3; a *= 2; a -= p[1]; a &= 63; a |= 8; a ^= 5; a %= 13; p[2] += a; return p[1]++, p[2];),
        BODY(Pointers, int local[4] = {1, 2}; int *q = n > 4 ? local : p; q[1] += 3; int *r = q; if (n > 6) r = p + 2; *r = 9; return local[1] + q[0];)),
    [](const auto &info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Switches, IrgenExecution,
    testing::Values(
        BODY(Chain, switch (n) { case 1: p[0] = 1; break; default: p[0] = 9; break; case 2: case 3: p[0] = 2; break; } return p[0];),
        BODY(FallThrough, int s = 0; switch (n) { case 0: s = 1; case 1: s += 2; if (p[1] > 3) break; case 2: s += 4; break; case 5: s = 7; default: s *= 3; case 6: s -= 1; } return s;),
        BODY(InLoop,
             int state = 0;
             for (int i = 0; i < n; ++i) {
               switch (p[i]) {
               case 0: state = 1; continue;
               case 1: state += 2;
               case 2: if (state == 5) break; state++; break;
               case 3: return state;
               default: if (n == 4) return 3; state = 0;
               }
               p[i] = state;
             }
             return state + 10;),
        BODY(Returns, switch (n) { case 0: return 1; case 1: { int t = p[0]; if (t > 2) return t; break; } default: return 9; } return 4;),
        BODY(AlwaysReturns, switch (n) { case 0: return 1; case 4: default: return p[1]; }),
        BODY(LoopsInside,
             switch (n & 3) {
             case 1: for (int i = 0; i < n; ++i) { if (p[i] > 4) break; p[i] = 1; } break;
             case 2: while (p[0] < 10) { p[0]++; if (p[1] > 2) continue; p[2]++; }
             case 3: do { if (p[3] > 3) return 1; } while (p[3]++ < 2);
             }
             return 2;),
        BODY(Nested,
             for (int i = 0; i < n; ++i) {
               switch (p[i]) { case 1: switch (i) { case 2: break; case 3: p[0] = 1; } p[1] = 2; break; case 4: continue; }
               if (p[2] > 5) break;
               p[2]++;
             }
             return p[1];),
        BODY(DeclaredInOneSection, switch (n) { int t; case 1: t = 4; p[0] = t; break; case 2: t = 5; p[1] = t; } return p[0] + p[1];)),
    [](const auto &info) { return info.param.name; });
// clang-format on

// More guards and cases than regions may nest.
TEST(IrgenExecution, LongSequences) {
  std::string guards, cases;
  for (int i = 0; i < 200; ++i) {
    std::string at = std::to_string(i);
    guards += "if (n == " + at + ") { p[0] = " + at + " * 3; return; } int v" + at + " = n + " + at +
              "; if (v" + at + " == 0) { if (p[1]) continue; p[2]++; } p[3] += v" + at + ";\n";
    cases += "case " + at + ": p[4] = " + at + " * 5; break;\n";
  }
  auto lowered =
      lowerSource("__global__ void k(int *p, int n) { switch (n) {" + cases +
                  "default: p[4] = -1; } for (int i = 0; i < 2; ++i) {" + guards + "} p[5] = 7; }");
  ASSERT_TRUE(lowered->module) << lowered->diagnostics();
  ASSERT_TRUE(mlir::succeeded(mlir::verify(*lowered->module)));
  for (int n : {0, 3, 150, 199, 300, -120}) {
    Memory memory = {};
    Interpreter(*lowered->module).call("k", {reinterpret_cast<int64_t>(memory.data()), n});
    EXPECT_EQ(memory[4], n >= 0 && n < 200 ? n * 5 : -1);
    EXPECT_EQ(memory[0], n >= 0 && n < 200 ? n * 3 : 0);
    int sum = 0;
    for (int i = 0; i < 200 && i != n; ++i)
      sum += n + i;
    EXPECT_EQ(memory[3], n >= 0 && n < 200 ? sum : 2 * sum);
    EXPECT_EQ(memory[2], n == -120 ? 2 : 0);
    EXPECT_EQ(memory[5], n >= 0 && n < 200 ? 0 : 7);
  }
}

// More links than regions may nest, some of which leave the function or the loop.
TEST(IrgenExecution, LongElseIf) {
  std::string chain = "if (n == 0) p[0] = 5;";
  for (int i = 1; i < 1000; ++i) {
    std::string at = std::to_string(i), last = i % 3 ? "p[1] = " + at + ";" : i % 2 ? "return;" : "break;";
    chain += " else if (n == " + at + ") { p[0] += " + at + "; " + last + " }";
  }
  auto lowered = lowerSource("__global__ void k(int *p, int n) { for (int i = 0; i < 2; ++i) {" + chain +
                             " else p[2] = n; p[3]++; } p[4] = 7; }");
  ASSERT_TRUE(lowered->module) << lowered->diagnostics();
  ASSERT_TRUE(mlir::succeeded(mlir::verify(*lowered->module)));
  for (int n : {0, 1, 6, 9, 64, 65, 640, 996, 999, 1000}) {
    Memory memory = {};
    Interpreter(*lowered->module).call("k", {reinterpret_cast<int64_t>(memory.data()), n});
    bool leaves = n > 0 && n < 1000 && n % 3 == 0, returns = leaves && n % 2;
    EXPECT_EQ(memory[0], n == 0 ? 5 : n == 1000 ? 0 : leaves ? n : 2 * n) << n;
    EXPECT_EQ(memory[1], n < 1000 && !leaves ? n : 0) << n;
    EXPECT_EQ(memory[2], n == 1000 ? n : 0) << n;
    EXPECT_EQ(memory[3], leaves ? 0 : 2) << n;
    EXPECT_EQ(memory[4], returns ? 0 : 7) << n;
  }
}

// Chains in the last `else` of chains: what they mean, and that depth does not add up.
TEST(IrgenExecution, ElseIfInElseIf) {
  std::string open, close;
  for (int level = 0; level < 12; ++level) {
    for (int i = 0; i < 60; ++i) {
      std::string at = std::to_string(level * 100 + i);
      open += (i ? " else if (n == " : "if (n == ") + at + ") { p[0] += " + at + "; }";
    }
    open += " else { ", close += " p[1]++; }";
  }
  auto lowered = lowerSource("__global__ void k(int *p, int n) {" + open + "p[2] = n;" + close + " }");
  ASSERT_TRUE(lowered->module) << lowered->diagnostics();
  ASSERT_TRUE(mlir::succeeded(mlir::verify(*lowered->module)));
  int deepest = 0;
  lowered->module->walk([&](mlir::Operation *op) {
    int depth = 0;
    for (; op; op = op->getParentOp())
      ++depth;
    deepest = std::max(deepest, depth);
  });
  EXPECT_LT(deepest, 250);
  for (int n : {0, 59, 60, 100, 559, 1159, 1160}) {
    Memory memory = {};
    Interpreter(*lowered->module).call("k", {reinterpret_cast<int64_t>(memory.data()), n});
    bool isTaken = n % 100 < 60;
    EXPECT_EQ(memory[0], isTaken ? n : 0) << n;
    EXPECT_EQ(memory[1], isTaken ? n / 100 : 12) << n;
    EXPECT_EQ(memory[2], isTaken ? 0 : n) << n;
  }
}

} // namespace hd::irgen::test
