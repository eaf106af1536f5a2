// Messages, recovery, no cascades.
#include "tests/frontend/syntax/syntax_test.h"

namespace hd::syntax {
namespace {

using testing::HasSubstr;

TEST_F(Syntax, SaysWhereASemicolonIsMissing) {
  EXPECT_FALSE(parseBody("int x = 3\nn = x;"));
  EXPECT_EQ(errors(), "test.hd:2:10: error: expected `;` after declaration [syntax]\n"
                      "int x = 3\n"
                      "         ^\n"
                      "         ;\n");
}

TEST_F(Syntax, PointsAtTheOpenBracket) {
  EXPECT_FALSE(parseBody("n = f(1 2);"));
  EXPECT_THAT(errors(), HasSubstr("test.hd:2:9: error: expected `)`, found `2` [syntax]"));
  EXPECT_THAT(errors(), HasSubstr("test.hd:2:6: note: to match this `(`"));
}

TEST_F(Syntax, FindsSeveralErrorsWithoutCascade) {
  EXPECT_FALSE(parse("__global__ void k(int *a) {\n  a[0] = ;\n  if (a[1] +) { a[2] = ; } else { a[3] = 4; "
                     "}\n  return 1 2;\n}\n"
                     "__device__ int f() { return ; }\nstruct S { int x y; };\n"));
  EXPECT_EQ(engine.errorCount(), 5u) << errors();
}

TEST_F(Syntax, FindsUnbalancedBrackets) {
  EXPECT_FALSE(parse("__global__ void k() {\n"));
  EXPECT_THAT(errors(), HasSubstr("expected `}` [missing-bracket]"));
  EXPECT_THAT(errors(), HasSubstr("test.hd:1:21: note: to match this `{`"));
  EXPECT_FALSE(parse("int a; }\n", "other.hd"));
  EXPECT_THAT(errors(), HasSubstr("other.hd:1:8: error: `}` without a matching `{` [unbalanced-bracket]"));
}

TEST_F(Syntax, ReportsInsideMacrosAtTheUse) {
  EXPECT_FALSE(parse("#define SUM(a, b) a + b +\n__device__ int f() {\n  return SUM(1, 2);\n}\n"));
  EXPECT_THAT(errors(), HasSubstr("test.hd:3:19: error: expected an expression, found `;` [syntax]"));
}

struct Feature {
  const char *body, *expected;
};

TEST_F(Syntax, NamesUnsupportedFeaturesOnce) {
  const Feature features[] = {
      {"goto end;", "`goto` is not supported"},
      {"asm volatile(\"bar.sync 0;\" : : \"r\"(n));", "inline PTX (`asm`) is not supported"},
      {"int *p = new int[3];", "the device heap is not supported"},
      {"try { n = 1; } catch (...) { n = 2; }", "exceptions are not supported"},
      {"int S::*member;", "pointers to members are not supported"},
      {"n = ({ return; 1; });", "jumps out of a statement expression (`({...})`) are not supported"},
      {"delete a;", "the device heap is not supported"},
      {"end: n = 3;", "labels are not supported"},
      {"switch (int x = n) { default: n = x; }",
       "a declaration in the condition of `switch` is not supported"},
      {"k<<<1, 2>>>(a, n);", "launching kernels from device code"},
  };
  for (const Feature &feature : features) {
    Snippet one;
    EXPECT_FALSE(one.parseBody(std::string("n = 1;\n") + feature.body + "\nn = 2;"));
    EXPECT_EQ(one.engine.errorCount(), 1u) << one.errors();
    EXPECT_THAT(one.errors(), HasSubstr(feature.expected));
    EXPECT_THAT(one.errors(), HasSubstr("[unsupported]"));
  }
}

TEST_F(Syntax, NamesUnsupportedFeaturesOfFileScope) {
  const Feature features[] = {
      {"texture<float, 1> t;", "texture references are"},
      {"template <typename T> concept C = true;\n__device__ int operator\"\"_k(int) { return 1; }",
       "user-defined literals are"},
      {"__device__ int f(int n, ...) { return n; }", "variadic functions are"},
  };
  for (const Feature &feature : features) {
    Snippet one;
    EXPECT_FALSE(one.parse(feature.body));
    EXPECT_EQ(one.engine.errorCount(), 1u) << one.errors();
    EXPECT_THAT(one.errors(), HasSubstr(std::string(feature.expected) + " not supported"));
  }
}

} // namespace
} // namespace hd::syntax
