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
      {"n = std::min(n, 3);", "names with `::` are not supported; write `min`"},
      {"auto f = [&](int x) { return x; };", "lambdas are not supported"},
      {"int *p = new int[3];", "the device heap is not supported"},
      {"try { n = 1; } catch (...) { n = 2; }", "exceptions are not supported"},
      {"k<<<1, 2>>>(a, n);", "launching kernels from device code"},
      {"n = f<float>(n);", "template arguments (`f<...>`) are not supported"},
      {"for (int x : a) { n = x; }", "the range-based `for` is not supported"},
      {"using namespace std;", "namespaces are not supported"},
      {"int (*fp)(int) = 0;", "function pointers are not supported"},
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
      {"template <typename T> __global__ void k(T *x) { x[0] = 1; }", "templates are"},
      {"struct S { int a; __device__ int get() { return a; } };", "methods are"},
      {"struct S { int a; };\n__device__ S operator+(S a, S b) { return a; }", "operator overloads are"},
      {"namespace n { __device__ void f() {} }", "namespaces are"},
      {"texture<float, 1> t;", "texture references are"},
      {"struct A { int x; };\nstruct B : A { __device__ void f() {} };", "inheritance is"},
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
