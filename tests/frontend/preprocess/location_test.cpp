// Lines and columns of tokens, also through macros and line splices.
#include "tests/frontend/preprocess/preprocess_test.h"

namespace hd::preprocess {
namespace {

TEST_F(Preprocess, CountsColumnsInBytes) {
  run("int\ta;\r\n  b /* x */ c;\n");
  EXPECT_EQ(token("a").location.column, 5u);
  EXPECT_EQ(token("b").location.line, 2u);
  EXPECT_EQ(token("c").location.column, 13u);
  EXPECT_EQ(token("c").endColumn, 14u);
}

TEST_F(Preprocess, CountsColumnsAfterALineSplice) {
  run("a = \\\n   b;\n");
  EXPECT_EQ(token("b").location.line, 2u);
  EXPECT_EQ(token("b").location.column, 4u);
}

TEST_F(Preprocess, PutsABodyAtTheUseAndArgumentsWhereTheyStand) {
  run("#define TWICE(x) ((x) + body)\nint y = TWICE(arg);\n");
  const Token &body = token("body"), &arg = token("arg");
  EXPECT_EQ(body.location.line, 2u);
  EXPECT_EQ(body.location.column, 9u);
  EXPECT_EQ(body.endColumn, 14u);
  EXPECT_EQ(arg.location.column, 15u);
  ASSERT_NE(sources.expansion(arg.location.expansion), nullptr);
  const diag::Expansion &expansion = *sources.expansion(body.location.expansion);
  EXPECT_EQ(expansion.macro, "TWICE");
  EXPECT_EQ(expansion.definition.line, 1u);
  EXPECT_EQ(expansion.definition.column, 9u);
}

TEST_F(Preprocess, NamesTheOutermostMacro) {
  run("#define INNER 1 + oops\n#define OUTER (INNER)\nOUTER\n");
  const diag::Expansion *expansion = sources.expansion(token("oops").location.expansion);
  ASSERT_NE(expansion, nullptr);
  EXPECT_EQ(expansion->macro, "OUTER");
  EXPECT_EQ(token("oops").location.line, 3u);
}

} // namespace
} // namespace hd::preprocess
