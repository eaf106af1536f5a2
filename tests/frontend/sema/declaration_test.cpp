#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

TEST(Declaration, Diagnostics) {
  expectEach({
      {"redefinition", "__device__ int a; __device__ float a;"},
      {"redefinition", "struct S { int a; float a; };"},
      {"redefinition", "struct S { int a; }; struct S { int a; };"},
      {"redefinition", "__device__ int f(int a) { return a; } __device__ int f(int b) { return b; }"},
      {"redefinition", kernel("int y = 0; float y = 1;")},
      {"redefinition", kernel("int n = 0;")},
      {"conflicting-declaration", "__device__ int f(int); __device__ float f(int a) { return a; }"},
      {"incomplete-type", "struct S; __global__ void k(S *s) { S t = *s; }"},
      {"incomplete-type", "struct S { S inner; };"},
      {"incomplete-type", kernel("void y;")},
      {"array-size-not-constant", kernel("float a[n]; a[0] = 1;")},
      {"array-size", kernel("float a[0]; a[0] = 1;")},
      {"array-size", kernel("float a[-1]; a[0] = 1;")},
      {"array-without-size", kernel("float a[]; a[0] = 1;")},
      {"type-too-large", kernel("float a[100000][100000]; a[0][0] = 1;")},
      {"bad-alignment", "struct __align__(3) S { int a; };"},
      {"bad-enum-type", "typedef float F; enum E : F { A };"},
      {"not-constant", "int host(); enum E { A = 1 / 0 };"},
      {"static-assert", "static_assert(sizeof(int) == 8, \"no\");"},
      {"not-constant", "__device__ int a; static_assert(a == 1, \"no\");"},
      {"not-constant", "__device__ int a; __device__ int b = a;"},
      {"not-constant", kernel("constexpr int m = n;")},
      {"cannot-bind", "__device__ int g(int &a) { return a; } " + kernel("i[0] = g(1);")},
      {"bit-field-width", "struct S { int a : 33; };"},
      {"bit-field-width", "struct S { int a : 0; };"},
      {"bit-field-width", "struct S { int a : -1; };"},
      {"bit-field-type", "struct S { float a : 3; };"},
      {"bit-field-address", "struct S { int a : 3; };" + kernel("S s; int *p = &s.a; p[0] = 1;")},
      {"auto-without-initialiser", kernel("auto y; f[0] = y;")},
      {"returns-array", "typedef int A[2]; __device__ A f(int a) { }"},
      {"const-without-initialiser", kernel("const int y;")},
      {"unknown-type", "__global__ void k(flaot *p) { p[0] = 1; }"},
  });
}

TEST(Declaration, Memory) {
  expectEach({
      {"shared-initialiser", kernel("__shared__ int s = 3;")},
      {"dynamic-shared", kernel("extern __shared__ float s;")},
      {"host-variable", "int counter = 3; " + kernel("i[0] = counter;")},
      {"unsupported", "extern __device__ int other; " + kernel("i[0] = 1;")},
  });
  expectGood("extern __shared__ float s[]; " + kernel("s[n] = x; f[0] = s[0];"));
  expectGood(kernel("extern __shared__ float s[]; __shared__ float t[16][17]; t[0][n] = s[n];"));
}

TEST(Declaration, Functions) {
  expectEach({
      {"kernel-not-void", "__global__ int k() { return 1; }"},
      {"launch-bounds", "__global__ void __launch_bounds__(2048) k() {}"},
      {"missing-return", "__device__ int f(int a) { if (a) return 1; }"},
      {"undefined-function", "__device__ int h(int); " + kernel("i[0] = h(n);")},
      {"type-too-large", "struct S { char a[5000]; }; __global__ void k(S s) {}"},
  });
  expectGood("__device__ int h(int); " + kernel("i[0] = h(n);") +
             " __device__ int h(int a) { return a + 1; }");
  expectGood("__device__ int f(int a) { while (true) { if (a++ > 3) return a; } }");
  expectGood("__device__ int f(int a) { switch (a) { case 1: return 2; default: return 3; } }");
  auto checked = checkSource("__global__ void __launch_bounds__(2 * 128, 4) k() {}");
  ASSERT_TRUE(checked->program) << checked->text();
  EXPECT_EQ(checked->function("k")->maxThreads, 256u);
}

TEST(Declaration, Layout) {
  auto checked =
      checkSource("struct Inner { char c; double d; };\n"
                  "struct S { char c; Inner inner; float f[3]; union { int i; float g; }; char e; };\n"
                  "struct __align__(16) A { float x; };\n"
                  "typedef struct { float4 v; char c; } T;\n"
                  "static_assert(sizeof(S) == 48 && alignof(S) == 8, \"S\");\n"
                  "static_assert(sizeof(A) == 16 && sizeof(T) == 32 && sizeof(float3) == 12, \"\");\n"
                  "static_assert(sizeof(double2) == 16 && alignof(float4) == 16, \"\");\n"
                  "static_assert(alignof(char4) == 4 && sizeof(dim3) == 12, \"\");\n"
                  "__global__ void k(S s, float *f) { f[0] = s.g + s.inner.d; }");
  ASSERT_TRUE(checked->program) << checked->text();
  auto *record = llvm::cast<ast::RecordDecl>(checked->unit.decls[1]);
  EXPECT_EQ(record->fields[1]->offset, 8u);
  EXPECT_EQ(record->fields[2]->offset, 24u);
  EXPECT_EQ(record->fields[3]->offset, 36u);
}

TEST(Declaration, ConstantsAreUsable) {
  expectGood("const int N = 4; constexpr float PI = 3.14f; enum E { A = N * 2, B };\n"
             "__constant__ float table[N] = {1, 2.0f * PI, -3};\n"
             "const float2 pairs[] = {{1, 2}, {3, 4}};\n"
             "__device__ int counter = B + 1;\n" +
             kernel("float a[N][A]; a[0][B - 9] = PI; const int m = N; float b[m]; b[0] = table[n];"
                    "f[0] = a[n][n] + b[0] + pairs[1].y; switch (n) { case A: case N: f[1] = 0; }"));
  auto checked =
      checkSource("__constant__ float t[4] = {1, 1.0 / 4}; const int N = 3;" + kernel("f[0] = t[n] + N;"));
  ASSERT_TRUE(checked->program) << checked->text();
  ASSERT_EQ(checked->program->globals.size(), 1u);
  auto *list = llvm::cast<ast::InitListExpr>(checked->program->globals[0]->init);
  ASSERT_EQ(list->inits.size(), 4u);
  EXPECT_EQ(llvm::cast<ast::FloatLiteral>(list->inits[1])->value, 0.25);
  EXPECT_EQ(list->inits[2], nullptr);
}

TEST(Declaration, LimitsOfSizes) {
  expectId("parameters-too-large", "struct S { char a[4000]; }; __global__ void k(S a, S b) {}");
  expectId("type-too-large",
           "struct S { char a[2147483647], b[2]; }; struct T { S a, b; };" + kernel("T *t;"));
}

// The parser finds most of these itself; what it lets through ends here.
TEST(Declaration, NamesOfTheWrongKind) {
  Checked checked;
  auto *alias = checked.unit.make<ast::TypedefDecl>();
  alias->name = "Real";
  auto *name = checked.unit.make<ast::NameExpr>();
  name->name = "Real";
  auto *assertion = checked.unit.make<ast::StaticAssertDecl>();
  assertion->condition = name;
  auto *misspelt = checked.unit.make<ast::TypedefDecl>();
  misspelt->name = "Other";
  misspelt->syntax.base = ast::TypeSyntax::Base::Named;
  misspelt->syntax.name = "Reel";
  checked.unit.decls = {alias, assertion, misspelt};
  EXPECT_FALSE(check(checked.unit, checked.engine, {}));
  EXPECT_THAT(checked.ids(), testing::ElementsAre("type-as-value", "unknown-type"));
  EXPECT_EQ(checked.engine.all().back().fixIts.at(0).text, "Real");
}

} // namespace hd::sema::test
