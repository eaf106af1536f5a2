// Files that are no good source: clear errors, never a crash.
#include "tests/frontend/preprocess/preprocess_test.h"

namespace hd::preprocess {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

TEST_F(Preprocess, FindsNulBytes) {
  run("int a;\n \0b;\n"s);
  EXPECT_THAT(errors(),
              HasSubstr("test.hd:2:2: error: the file has a NUL byte; it is not a text file [nul-byte]"));
}

TEST_F(Preprocess, FindsInvalidUtf8OutsideComments) {
  EXPECT_EQ(run("// caf\xe9\nx"), "x");
  EXPECT_EQ(errors(), "");
  run("int \xff;\n", "other.hd");
  EXPECT_THAT(errors(), HasSubstr("other.hd:1:5: error: the source is not valid UTF-8 [invalid-utf8]"));
}

TEST_F(Preprocess, FindsUnterminatedComments) {
  run("a\n  /* b\nc\n");
  EXPECT_THAT(errors(), HasSubstr("test.hd:2:3: error: this `/*` comment has no end [unterminated-comment]"));
}

TEST_F(Preprocess, FindsUnterminatedLiterals) {
  run("x = \"abc;\ny = 'a;\n");
  EXPECT_THAT(
      errors(),
      HasSubstr("1:5: error: this string literal has no closing quote on its line [unterminated-literal]"));
  EXPECT_THAT(errors(), HasSubstr("2:5: error: this character literal has no closing quote"));
}

TEST_F(Preprocess, LimitsConditionsThatNest) {
  run("#if " + std::string(2000, '(') + "1" + std::string(2000, ')') + "\n#endif\n");
  EXPECT_THAT(errors(), HasSubstr("test.hd:1:1: error: nested deeper than 1024 levels [nesting-too-deep]"));
  run("#define A ((((((((((\n#define B A A A A A A A A A A A A\n#if B B B B B B B B B B\n#endif\n",
      "other.hd");
  EXPECT_THAT(errors(), HasSubstr("other.hd:3:21: error: nested deeper than 1024 levels"));
}

TEST_F(Preprocess, LimitsArgumentsThatDouble) {
  std::string calls, ends;
  for (int i = 0; i < 40; ++i)
    calls += "D(", ends += ")";
  run("#define D(x) x x\n" + calls + "1" + ends + "\n");
  EXPECT_THAT(errors(), HasSubstr("macro `D` expands to too much"));
}

TEST_F(Preprocess, NamesWhatHeadersOfCudaWouldBring) {
  run("#include <cuda_fp4.h>\n");
  EXPECT_THAT(errors(), HasSubstr("4-bit floating point is not supported; use `float` or cuda_fp8.h"));
}

TEST_F(Preprocess, FindsCharactersThatAreNoToken) {
  run("int a @ b;\n");
  EXPECT_THAT(errors(), HasSubstr("test.hd:1:7: error: unexpected character `@` [unexpected-character]"));
}

TEST_F(Preprocess, KeepsDigitSeparators) {
  EXPECT_EQ(run("1'000'000 0x1.8p3f 0b1'01"), "1'000'000 0x1.8p3f 0b1'01");
}

TEST_F(Preprocess, JoinsSignedExponents) {
  EXPECT_EQ(run("0x1p-3f 0x1.8p+2 0x1p - 3"), "0x1p-3f 0x1.8p+2 0x1p - 3");
}

TEST_F(Preprocess, BoundsMacroExpansion) {
  std::string text = "#define A0 1\n";
  for (int i = 1; i < 40; ++i)
    text += fmt::format("#define A{} A{} + A{}\n", i, i - 1, i - 1);
  run(text + "A39\n");
  EXPECT_THAT(errors(), HasSubstr("macro `A39` expands to too much [preprocessor]"));
}

TEST_F(Preprocess, SurvivesOddities) {
  for (const char *text :
       {"", "\\", "#", "#pragma", "#pragma\n", "#pragma \\\nunroll", "#include", "#define", "#if", "\"", "'",
        "/", "#define F(", "#define F(x) #", "F(", "#define G(x) x##x\nG(+)", "#include <", "\xEF\xBB\xBF"})
    run(text, fmt::format("odd{}.hd", std::string_view(text).size()) + text);
}

} // namespace
} // namespace hd::preprocess
