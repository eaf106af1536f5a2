// Methods, constructors, operators, bases; namespaces; lambdas and statements of C++.
#include "tests/frontend/syntax/syntax_test.h"

namespace hd::syntax {
namespace {

using testing::HasSubstr;

TEST_F(Syntax, ParsesClasses) {
  ASSERT_TRUE(
      parse("struct B { int x; };\n"
            "class D final : public B {\npublic:\n  using B::x; using T = float; enum class E : char { P };\n"
            "  __device__ D(int a) : B{a}, y(a) {}\n  D() = default; D(const D &) = delete;\n"
            "  __device__ ~D() {}\n  __device__ explicit operator bool() const noexcept { return late; }\n"
            "  __device__ D &operator+=(const D &o) & { y += o.y; return *this; }\n"
            "  __device__ T operator()(int i) const { return this->y >> i; }\n"
            "  friend __device__ D operator>>(D a, int) { return a; }\n"
            "  static __device__ int make(E e = E::P);\nprivate:\n  int y : 3; mutable int z = 4;\n"
            "  static int count; bool late;\n};\nint D::count = 0;\n"
            "__device__ int D::make(E e) { return e == E::P ? count : 0; }\n"))
      << errors();
  EXPECT_THAT(tree(),
              HasSubstr("RecordDecl struct D\n  Base 'B'\n  UsingDecl B::x\n  TypedefDecl T 'float'\n"));
  EXPECT_THAT(tree(), HasSubstr("MemberInit B braced\n      Name a\n    MemberInit y\n      Name a\n"));
  EXPECT_THAT(tree(), HasSubstr("device constructor member deleted"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl ~D 'void' device destructor member"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl operator 'bool' device conversion member const explicit"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl operator() 'T' device operator member const"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl operator>> 'D' device operator friend"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl D::count 'int' member"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl D::make 'int' device"));
}

TEST_F(Syntax, KeepsNamespaces) {
  ASSERT_TRUE(parse("namespace a::b { struct S { struct In {}; }; inline namespace v1 { typedef int I; } }\n"
                    "namespace { struct Hidden {}; }\nnamespace ab = a::b; using ab::S; using namespace a;\n"
                    "namespace a { namespace b { __device__ S f(I i) { return {}; } } }\n"
                    "__device__ void g(S::In x, b::I y, ::ab::S z, Hidden h) { ::a::b::f(I(y)); }\n"
                    "namespace a::b { __device__ void S2(); }\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("NamespaceDecl a\n  NamespaceDecl b\n    RecordDecl struct S\n"));
  EXPECT_THAT(tree(), HasSubstr("NamespaceAliasDecl ab a::b\nUsingDecl ab::S\nUsingDirectiveDecl a\n"));
  EXPECT_THAT(tree(), HasSubstr("ParamDecl z '::ab::S'"));
  EXPECT_THAT(tree(), HasSubstr("Name ::a::b::f"));
}

TEST_F(Syntax, ParsesLambdas) {
  ASSERT_TRUE(parseBody(
      "auto f = [=, &n, k = n + 1] __device__ (auto x, int y = 2) mutable -> int { return x; };\n"
      "auto g = [&]<typename T>(T x) { using U = T; return U(x); }; [] {}();\nf(g([n] { return n; }));"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("Lambda = mutable\n          Capture &n\n          Capture k\n"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl operator() 'int'"));
  EXPECT_THAT(tree(), HasSubstr("TemplateParamDecl T typename"));
}

TEST_F(Syntax, ParsesStatementsOfCpp) {
  ASSERT_TRUE(
      parseBody("for (auto &x : {1, 2}) n += x; auto [p, q] = pair(); if (int k = n; k > 1) n = k;\n"
                "if (int m = n) n = m; else n = 2; if constexpr (sizeof(int) == 4) n = 1;\n"
                "while (int w = n) n = w; switch (int z = 2; z) { default: ; }\n"
                "using T = int; T (*fp)(float, T *) = nullptr; int (&r)[2] = *(int (*)[2])a; T t(3), u{4};\n"
                "[[maybe_unused]] decltype(n) d = T{}; static_assert(alignof(T) == 4, \"a\" \"b\");"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("RangeForStmt\n      VarDecl x 'auto &'\n      InitList"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl [p, q] 'auto'"));
  EXPECT_THAT(tree(), HasSubstr("IfStmt init\n"));
  EXPECT_THAT(tree(), HasSubstr("IfStmt constexpr\n"));
  EXPECT_THAT(tree(), HasSubstr("WhileStmt\n      BoolLiteral true\n      IfStmt\n        VarDecl w 'int'"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl r 'int[2] &'"));
}

TEST_F(Syntax, TakesAttributesWhereverNvccDoes) {
  ASSERT_TRUE(
      parse("template <int N> __global__ void __launch_bounds__(N, 2) k(const __grid_constant__ int n) {}\n"
            "template <class T> const T &__device__ __host__ larger(const T &a, const T &b) { return a; }\n"
            "__device__ void f() __attribute__((noinline));\n"
            "struct alignas(16) A { int v __attribute__((aligned(8))); };\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl larger 'const T &' device"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl f 'void' device noinline"));
}

TEST_F(Syntax, RecoversInsideMethods) {
  EXPECT_FALSE(parse("struct S { __device__ void f() { int x = ; x = 2 +; } int y z; };\n"));
  EXPECT_EQ(engine.errorCount(), 3u) << errors();
}

} // namespace
} // namespace hd::syntax
