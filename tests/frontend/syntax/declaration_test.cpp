// Declarators, records, enumerations, functions and their attributes.
#include "tests/frontend/syntax/syntax_test.h"

namespace hd::syntax {
namespace {

using testing::HasSubstr;

TEST_F(Syntax, ParsesDeclarators) {
  ASSERT_TRUE(parseBody(
      "float *p[3], (*q)[4], t[2][3]; const unsigned long long *const r = 0; extern __shared__ char s[];"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("VarDecl p 'float *[3]'"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl q 'float[4] *'"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl t 'float[2][3]'"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl r 'const unsigned long long *const '"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl s 'char[]' dynamic-shared extern"));
}

TEST_F(Syntax, ParsesRecordsAndEnumerations) {
  ASSERT_TRUE(parse("typedef struct { int a; union { float f; int i; } u; } S;\n"
                    "struct __align__(16) Node { Node *next; struct Node *other; };\n"
                    "enum Mode : unsigned { A, B = 4, };\n"
                    "using Real = double;\n"
                    "__global__ void k(S s, Node *n, enum Mode m, Real r) {}\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("TypedefDecl S '<record>'"));
  EXPECT_THAT(tree(), HasSubstr("ParamDecl n 'Node *'"));
  EXPECT_THAT(tree(), HasSubstr("ParamDecl m 'Mode'"));
  EXPECT_THAT(tree(), HasSubstr("TypedefDecl Real 'double'"));
}

TEST_F(Syntax, KeepsAttributes) {
  ASSERT_TRUE(parse("extern \"C\" __global__ void __launch_bounds__(256, 2) k(const float *__restrict__ x);\n"
                    "extern \"C\" { static __device__ __forceinline__ int f(void) { return 1; } }\n"
                    "__constant__ float c[4]; __device__ int d = 1; __device__ __noinline__ void g();\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl k 'void' kernel\n  IntLiteral int 256\n  IntLiteral int 2\n"
                                "  ParamDecl x 'const float *__restrict__'"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl f 'int' device forceinline\n  CompoundStmt"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl c 'float[4]' constant"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl g 'void' device noinline"));
}

TEST_F(Syntax, TurnsContractionOff) {
  ASSERT_TRUE(parse("__device__ void a() {}\n#pragma STDC FP_CONTRACT OFF\n__device__ void b() {}\n"));
  EXPECT_THAT(tree(), HasSubstr("a 'void' device\n"));
  EXPECT_THAT(tree(), HasSubstr("b 'void' device no-contract\n"));
}

TEST_F(Syntax, LetsNamesHideTypes) {
  ASSERT_TRUE(parse("typedef int T;\nstruct node { int v; };\n"
                    "__device__ int f(node *node) { return node->v * 2; }\n"
                    "__device__ int g() { int T = 3; { T * 2; } return (T) - 1; }\n"
                    "__device__ int h() { T T2 = (T)-1; return T2; }\n"
                    "__device__ int float2(int uint) { return uint * 3; }\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("Binary -\n        Paren\n          Name T\n"));
  EXPECT_THAT(tree(), HasSubstr("Cast c <T>\n          Unary -\n"));
}

TEST_F(Syntax, SuggestsATypeOnce) {
  EXPECT_FALSE(parse("__global__ void k(flaot *x, flaot y) { flaot z; }\n"));
  EXPECT_EQ(engine.errorCount(), 1u);
  EXPECT_THAT(errors(), HasSubstr("test.hd:1:19: error: unknown type name `flaot` [unknown-type]"));
  EXPECT_THAT(errors(), HasSubstr("did you mean `float`?"));
}

TEST_F(Syntax, ReportsAMisspeltAttribute) {
  EXPECT_FALSE(parse("__glboal__ void k() {}\n"));
  EXPECT_THAT(errors(), HasSubstr("unknown attribute `__glboal__` [bad-attribute]"));
}

} // namespace
} // namespace hd::syntax
