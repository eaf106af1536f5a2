// Control flow.
#include "tests/frontend/syntax/syntax_test.h"

namespace hd::syntax {
namespace {

using testing::HasSubstr;

TEST_F(Syntax, PairsElseWithTheNearestIf) {
  ASSERT_TRUE(parseBody("if (n) if (a) n = 1; else n = 2; else do n = 3; while (n); ")) << errors();
  EXPECT_THAT(tree(), HasSubstr("    IfStmt\n      Name n\n      IfStmt\n        Name a\n"));
  EXPECT_THAT(tree(), HasSubstr("\n      DoStmt\n"));
}

TEST_F(Syntax, KeepsUnrollHints) {
  ASSERT_TRUE(parseBody("#pragma unroll 4\nfor (int i = 0, j = 1; i < n; ++i, j++) continue;\n#pragma "
                        "unroll\nwhile (n) break;"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("ForStmt unroll-count\n      IntLiteral int 4\n      DeclStmt"));
  EXPECT_THAT(tree(), HasSubstr("WhileStmt unroll\n"));
}

TEST_F(Syntax, WarnsOfUnrollWithoutALoop) {
  EXPECT_TRUE(parseBody("#pragma unroll\nn = 1;"));
  EXPECT_THAT(errors(),
              HasSubstr("warning: `#pragma unroll` is not followed by a loop [unroll-without-loop]"));
}

TEST_F(Syntax, ParsesSwitch) {
  ASSERT_TRUE(parseBody("switch (n) { case 1: case n ? 2 : 3: n = 1; break; default: ; }")) << errors();
  EXPECT_THAT(
      tree(),
      HasSubstr("SwitchStmt\n      Name n\n      CompoundStmt\n        CaseStmt\n          IntLiteral int 1\n"
                "        CaseStmt\n          Conditional\n"));
  EXPECT_THAT(tree(), HasSubstr("BreakStmt\n        DefaultStmt\n        NullStmt\n"));
}

} // namespace
} // namespace hd::syntax
