#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

TEST(Statement, Diagnostics) {
  expectEach({
      {"misplaced-case", kernel("switch (n) { case 1: { case 2: f[0] = 1; } }")},
      {"misplaced-break", kernel("break;")},
      {"misplaced-break", kernel("switch (n) { case 1: continue; }")},
      {"before-first-case", kernel("switch (n) { f[0] = 1; case 1: f[1] = 2; }")},
      {"duplicate-case", kernel("switch (n) { case 1: case 2 - 1: f[0] = 1; }")},
      {"duplicate-case", kernel("switch (n) { default: default: f[0] = 1; }")},
      {"switch-not-integer", kernel("switch (x) { case 1: f[0] = 1; }")},
      {"not-constant", kernel("switch (n) { case u: f[0] = 1; }")},
      {"bad-unroll", kernel("\n#pragma unroll n\nfor (int j = 0; j < 4; ++j) f[j] = 1;\n")},
      {"return-without-value", "__device__ int g() { return; }"},
      {"return-from-void", kernel("return 1;")},
  });
}

TEST(Statement, SwitchConstants) {
  auto checked =
      checkSource("enum E { A = -1, B = 7 };" + kernel("switch (n) { case A: f[0] = 1; break; case B: "
                                                       "case 'c': f[1] = 1; break; default: f[2] = 1; }"));
  ASSERT_TRUE(checked->program) << checked->text();
  auto *body = llvm::cast<ast::SwitchStmt>(checked->function("k")->body->body[0])->body;
  EXPECT_EQ(llvm::cast<ast::CaseStmt>(body->body[0])->constant, uint64_t(-1));
}

TEST(Statement, Unroll) {
  auto checked =
      checkSource("const int N = 4;" + kernel("\n#pragma unroll N\nfor (int j = 0; j < 8; ++j) f[j] = 1;\n"));
  ASSERT_TRUE(checked->program) << checked->text();
  EXPECT_EQ(llvm::cast<ast::ForStmt>(checked->function("k")->body->body[0])->unroll.value, 4u);
}

TEST(Statement, LongChains) {
  std::string sum = "1", branches = "if (n == 0) f[0] = 0;";
  for (int j = 0; j < 2000; ++j)
    sum += " + n";
  for (int j = 0; j < 60; ++j)
    branches += " else if (n == " + std::to_string(j + 1) + ") f[0] = 1;";
  expectGood(kernel("i[0] = " + sum + ";"));
  expectGood(kernel(branches));
}

} // namespace hd::sema::test
