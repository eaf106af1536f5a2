// What an evaluation at compile time meets on its way: errors that were reported, constants that are not.
#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {
namespace {

// One diagnostic each: where a constant is needed, nothing follows from an error elsewhere.
TEST(Constant, FollowsFromAnError) {
  expectEach({
      {"unknown-name", "__device__ constexpr int f(int a) { return b; } static_assert(f(1) == 1);"},
      {"type-mismatch", "__device__ constexpr int g(int a) { int *p = a; return a; } " +
                            kernel("constexpr int c = g(1); int y[c]; y[0] = n;")},
      {"not-constant", kernel("constexpr int c = n; constexpr int e = c + 1; int y[e]; y[0] = n;")},
      {"not-constant",
       "constexpr int t[2] = {1, 1 / 0}; " + kernel("static_assert(t[0] == 1); i[0] = t[1];")},
      {"array-size-not-constant", "__device__ constexpr int f(int a) { int x[f(2)]; return a; }"},
  });
}

TEST(Constant, MayBeWritten) {
  expectEach({
      {"not-constant", "__constant__ int t[2] = {1, 2}; static_assert(t[0] == 1);"},
      {"not-constant", "__device__ const int t[2] = {1, 2}; static_assert(t[0] == 1);"},
  });
  expectGood("__constant__ constexpr int t[2] = {1, 2}; static_assert(t[1] == 2);");
  expectGood("__device__ constexpr int f(int i) { static const int t[2] = {1, 2}; return t[i]; } "
             "static_assert(f(1) == 2);");
}

// Calls that are replaced by their value are none of the program's.
TEST(Constant, FoldedCallsAreNotReached) {
  auto checked =
      checkSource("__device__ constexpr int g(int a) { return a + 1; }" +
                  kernel("constexpr int c = g(1); const int m = g(c); static_assert(g(2) == 3);"
                         "static const int e = g(4); int y[g(1)]; y[0] = e; i[0] = y[n] + c + m;"));
  ASSERT_TRUE(checked->program) << checked->text();
  EXPECT_TRUE(checked->program->functions.empty());
  checked = checkSource("__device__ constexpr int g(int a) { return a + 1; }" + kernel("i[0] = g(1);"));
  ASSERT_TRUE(checked->program) << checked->text();
  EXPECT_EQ(checked->program->functions.size(), 1u);
}

TEST(Constant, Strings) {
  expectGood(kernel("const char *s = \"abc\"; i[0] = s[0];"));
  expectId("not-constant", kernel("constexpr const char *s = \"abc\"; i[0] = n;"));
  expectGood(
      kernel("constexpr char c = \"abc\"[1]; static_assert(c == 'b' && sizeof(\"abc\") == 4); i[0] = c;"));
}

// The note that says why; tests/frontend/sema/constexpr has the texts and the calls.
TEST(Constant, Reasons) {
  using diag::Id;
  struct {
    Id id;
    const char *condition;
  } cases[] = {
      {Id::ConstantVariable, "global == 1"},
      {Id::ConstantNotConstexpr, "plain(1) == 1"},
      {Id::ConstantNoBody, "later(1) == 1"},
      {Id::ConstantBuiltin, "clock() == 1"},
      {Id::ConstantNotEvaluated, "punned() == 1"},
      {Id::ConstantDivision, "1 % (1 - 1) == 1"},
      {Id::ConstantShift, "1 << -1 == 1"},
      {Id::ConstantOutOfRange, "(int)NAN == 1"},
      {Id::ConstantIndex, "table[2] == 1"},
      {Id::ConstantBounds, "*(long *)table == *((long *)table + 1)"},
      {Id::ConstantNull, "*(int *)0 == 1"},
      {Id::ConstantReadOnly, "(*(int *)&table[1] = 1) == 1"},
      {Id::ConstantOutside, "(global = 1) == 1"},
      {Id::ConstantUninitialised, "unset() == 1"},
      {Id::ConstantPointers, "&table[0] < &global"},
      {Id::ConstantAddress, "(long)&global == 1"},
      {Id::ConstantSteps, "count(1 << 30, 0) == 1"},
      {Id::ConstantCalls, "count(0, 1 << 30) == 1"},
      {Id::ConstantReached, "(__trap(), 1) == 1"},
      {Id::ConstantAssertion, "(assert(0), 1) == 1"},
  };
  for (auto [id, condition] : cases) {
    auto checked =
        checkSource("__device__ int global; __device__ int plain(int a) { return a; }"
                    "__device__ constexpr int later(int a); constexpr int table[2] = {1, 2};"
                    "__device__ constexpr long punned() { int a = 1, *p = &a; return *(long *)&p; }"
                    "__device__ constexpr int unset() { int a; return a; }"
                    "__device__ constexpr int count(int turns, int calls) {"
                    "  for (int i = 0; i < turns; ++i) ;"
                    "  return calls > 0 ? count(0, calls - 1) : turns; }"
                    "static_assert(" +
                    std::string(condition) + "); __device__ constexpr int later(int a) { return a; }");
    ASSERT_EQ(checked->engine.all().size(), 1u) << condition << "\n" << checked->text();
    const diag::Diagnostic &diagnostic = checked->engine.all().front();
    EXPECT_EQ(diagnostic.id, Id::NotConstant) << condition;
    ASSERT_FALSE(diagnostic.notes.empty()) << condition;
    EXPECT_EQ(diagnostic.notes.front().id, id) << checked->text();
  }
}

// Long chains of calls are shown by their ends.
TEST(Constant, NotesOfCalls) {
  auto checked = checkSource("__device__ constexpr int f(int a) { return a ? f(a - 1) : 1 / a; }"
                             "static_assert(f(20) == 1); static_assert(f(7) == 1);");
  ASSERT_EQ(checked->engine.all().size(), 2u) << checked->text();
  auto ids = [&](size_t index) {
    std::vector<diag::Id> all;
    for (const diag::Note &note : checked->engine.all()[index].notes)
      all.push_back(note.id);
    return all;
  };
  using diag::Id;
  std::vector<Id> expected(10, Id::ConstantInCall);
  expected[0] = Id::ConstantDivision;
  expected[5] = Id::ConstantMoreCalls; // 13 of 21
  EXPECT_EQ(ids(0), expected);
  EXPECT_THAT(checked->text(), testing::HasSubstr("in 13 calls more"));
  expected.assign(9, Id::ConstantInCall);
  expected[0] = Id::ConstantDivision;
  EXPECT_EQ(ids(1), expected);
}

// Limits that need a file of their own to be reached are tested in constexpr/no_end.hd and limits.hd:
// Id::ConstantStepsOfFile, Id::ConstantTooDeep.

} // namespace
} // namespace hd::sema::test
