// Diagnostics of templates, classes, references and namespaces: one for each mistake, with the chain of
// instantiations.
#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

TEST(Template, Diagnostics) {
  const std::string pair = "template <class A, class B> struct P { A a; B b; };";
  expectEach({
      {"missing-template-arguments", pair + kernel("P p; f[0] = 1;")},
      {"missing-template-argument", pair + kernel("P<int> p; f[0] = 1;")},
      {"too-many-template-arguments", pair + kernel("P<int, int, int> p; f[0] = 1;")},
      {"bad-template-argument", "template <int N> struct S {};" + kernel("S<float> s; f[0] = 1;")},
      {"bad-template-argument", "template <int N> struct S {};" + kernel("S<(n)> s; f[0] = 1;")},
      {"not-a-template", "struct X { typedef int Y; __device__ void m() {} };"
                         "template <class T> __device__ void g(T) { typename T::template Y<int> v; }" +
                             kernel("g(X());")},
      {"cannot-deduce", "template <class T> __device__ T g(T a, T b);" + kernel("f[0] = g(1, 2.0f);")},
      {"ambiguous-specialisation",
       "template <class A, class B> struct S {}; template <class A> struct S<A, int> {};"
       "template <class B> struct S<int, B> {};" +
           kernel("f[0] = sizeof(S<int, int>);")},
      {"no-template-to-specialise", "template <> __device__ int g<int>(int a) { return a; }"},
      {"redefinition", "template <class T> struct S {}; template <class T> struct S {};"},
      {"unexpanded-pack",
       "template <class... T> __device__ int g(T... t) { return h(t); }" + kernel("i[0] = g(1);")},
      {"no-pack", "__device__ int g(int a); " + kernel("i[0] = g(n...);")},
      {"pack-lengths", "template <class A, class B> struct P {}; template <class... T> struct L {};"
                       "template <class... A, class... B> __device__ int g(L<A...>, L<B...>) {"
                       "  return int(sizeof(L<P<A, B>...>)); }" +
                           kernel("i[0] = g(L<int, int>(), L<int>());")},
      {"empty-fold",
       "template <class... T> __device__ int g(T... t) { return (t + ...); }" + kernel("i[0] = g();")},
      {"static-assert",
       "template <class T> __device__ void g(T t) { static_assert(sizeof(T) == 1, \"no\"); }" +
           kernel("g(n);")},
      {"template-too-deep",
       "template <int N> struct S { static const int v = S<N + 1>::v; };" + kernel("i[0] = S<0>::v;")},
  });
}

TEST(Template, ErrorsNameTheirInstantiations) {
  auto checked = checkSource("template <class T> __device__ T inner(T t) { return t.field; }\n"
                             "template <class T> __device__ T outer(T t) { return inner(t); }\n" +
                             kernel("i[0] = outer(n);"));
  EXPECT_THAT(checked->ids(), testing::ElementsAre("not-a-record"));
  EXPECT_THAT(checked->text(), testing::HasSubstr("in instantiation of `inner<int>`"));
}

TEST(Template, WhatIsNotUsedIsNotChecked) {
  expectGood("template <class T> __device__ T g(T t) { return t.nothing(); }" + kernel("f[0] = 1;"));
  expectGood("template <class T> struct S { __device__ void g(T t) { t.nothing(); } };" +
             kernel("S<int> s; f[0] = sizeof(s);"));
}

TEST(Class, Diagnostics) {
  expectEach({
      {"no-member", "struct S { int a; }; " + kernel("i[0] = S::x;")},
      {"unknown-name", "namespace N {} " + kernel("i[0] = N::x;")},
      {"no-member", "struct S { int a; __device__ S() : b(1) {} };"},
      {"not-a-scope", "typedef int T; " + kernel("i[0] = T::x;")},
      {"needs-object", "struct S { int a; static __device__ int g() { return a; } };"},
      {"no-this", "__device__ void *g() { return this; }"},
      {"bad-base", "typedef int T; struct S : T {};"},
      {"deleted-function", "struct S { __device__ int g() const = delete; };" + kernel("S s; i[0] = s.g();")},
      {"unknown-field", "struct S { int a; };" + kernel("S s; i[0] = s.g();")},
      {"loses-qualifiers",
       "struct S { __device__ int g() { return 1; } };" + kernel("const S s{}; i[0] = s.g();")},
      {"no-overload", "struct S { __device__ S(int a, int b) {} __device__ S(int *a, int b) {} };" +
                          kernel("S t(f, 1); f[0] = 1;")},
      {"wrong-argument-count", "struct S { __device__ S(int a) {} };" + kernel("S s; f[0] = 1;")},
      {"host-function", "struct S { int a; S(int b) { a = b; } };" + kernel("S s(1); f[0] = s.a;")},
      {"unsupported", "struct S { __device__ virtual int g() { return 1; } };"},
      {"unsupported", "struct S { __device__ S(int) {} __device__ ~S() { a = 1; } int a; };" +
                          kernel("while (S(1).a > n) n++;")},
      {"unsupported", "struct S { __device__ S(int) {} __device__ ~S() { a = 1; } int a; };" +
                          kernel("i[0] = n && S(n).a;")},
      {"ambiguous-call", "__device__ int g(long a); __device__ int g(float a); " + kernel("i[0] = g(n);")},
  });
}

TEST(Reference, Diagnostics) {
  expectEach({
      {"reference-without-initialiser", kernel("int &r; i[0] = 1;")},
      {"cannot-bind", kernel("int &r = 1; i[0] = r;")},
      {"cannot-bind", kernel("float &r = n; f[0] = r;")},
      {"loses-qualifiers", kernel("const int c = n; int &r = c; i[0] = r;")},
      {"pointer-to-reference", "typedef int &R; " + kernel("R *p = i; i[0] = 1;")},
      {"auto-mismatch", kernel("auto *p = n; i[0] = 1;")},
      {"result-unknown", "__device__ auto g(int a) { return g(a); }" + kernel("f[0] = 1;")},
      {"binding-count", "struct S { int a, b; }; __device__ S g() { return S(); } " +
                            kernel("auto [a, b, c] = g(); i[0] = a;")},
  });
}

} // namespace hd::sema::test
