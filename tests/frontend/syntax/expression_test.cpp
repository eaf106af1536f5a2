// Precedence, casts, literals.
#include "tests/frontend/syntax/syntax_test.h"

namespace hd::syntax {
namespace {

TEST_F(Syntax, GivesOperatorsTheirPrecedence) {
  EXPECT_EQ(expression("a + b * c << 2 & d || e"), "Binary ||\n"
                                                   "  Binary &\n"
                                                   "    Binary <<\n"
                                                   "      Binary +\n"
                                                   "        Name a\n"
                                                   "        Binary *\n"
                                                   "          Name b\n"
                                                   "          Name c\n"
                                                   "      IntLiteral int 2\n"
                                                   "    Name d\n"
                                                   "  Name e\n");
}

TEST_F(Syntax, GroupsToTheLeft) {
  EXPECT_EQ(expression("a - b - c"), "Binary -\n  Binary -\n    Name a\n    Name b\n  Name c\n");
}

TEST_F(Syntax, AssignsToTheRight) {
  EXPECT_EQ(expression("a = b += c"), "Assign =\n  Name a\n  Assign +=\n    Name b\n    Name c\n");
}

TEST_F(Syntax, AssignsInTheLastArmOfATernary) {
  EXPECT_EQ(expression("a ? b : c = d"),
            "Conditional\n  Name a\n  Name b\n  Assign =\n    Name c\n    Name d\n");
}

TEST_F(Syntax, TellsCastsFromParentheses) {
  EXPECT_EQ(expression("(float)x * (y) - (int *)z"), "Binary -\n"
                                                     "  Binary *\n"
                                                     "    Cast c <float>\n      Name x\n"
                                                     "    Paren\n      Name y\n"
                                                     "  Cast c <int *>\n    Name z\n");
}

TEST_F(Syntax, ParsesAllSpellingsOfCasts) {
  EXPECT_EQ(
      expression("float(x) + static_cast<unsigned>(y) + *reinterpret_cast<float4 *>(p) + uint2{1, 2}.x"),
      "Binary +\n  Binary +\n    Binary +\n"
      "      Cast functional <float>\n        Name x\n"
      "      Cast static <unsigned int>\n        Name y\n"
      "    Unary *\n      Cast reinterpret <float4 *>\n        Name p\n"
      "  Member .x\n    Construct <uint2> braced\n      IntLiteral int 1\n      IntLiteral int 2\n");
}

TEST_F(Syntax, ParsesSizeof) {
  EXPECT_EQ(expression("sizeof(float4) * sizeof x"), "Binary *\n  SizeOf <float4>\n  SizeOf\n    Name x\n");
}

TEST_F(Syntax, ReadsLiterals) {
  EXPECT_EQ(
      expression("f(0x1F, 017, 0b101, 1'000, 5u, 3ll, 4294967295, 0xFFFFFFFFFFFFFFFF, 'a', '\\n', 1.5, .5f, "
                 "0x1.8p3f, "
                 "\"a\" \"\\x41\", true, nullptr)"),
      "Call\n  Name f\n  IntLiteral int 31\n  IntLiteral int 15\n  IntLiteral int 5\n  IntLiteral int 1000\n"
      "  IntLiteral unsigned int 5\n  IntLiteral long long 3\n  IntLiteral long 4294967295\n"
      "  IntLiteral unsigned long -1\n  IntLiteral char 97\n  IntLiteral char 10\n  FloatLiteral double 1.5\n"
      "  FloatLiteral float 0.5\n  FloatLiteral float 12\n  StringLiteral \"aA\"\n  BoolLiteral true\n  "
      "NullPointer\n");
}

TEST_F(Syntax, RefusesBadLiterals) {
  EXPECT_FALSE(parse("__device__ double x = 09 + 1e999 + 12abc + 'ab' + 99999999999999999999;"));
  EXPECT_THAT(errors(), testing::HasSubstr("invalid digit `9` in an octal number [bad-literal]"));
  EXPECT_THAT(errors(), testing::HasSubstr("this number is too large for `double`"));
  EXPECT_THAT(errors(), testing::HasSubstr("`12abc` is not a valid number"));
  EXPECT_THAT(errors(), testing::HasSubstr("this number is too large for any integer type"));
}

} // namespace
} // namespace hd::syntax
