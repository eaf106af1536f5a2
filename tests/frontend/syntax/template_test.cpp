// Templates: where a `<` opens a list, what its arguments are, parameters, packs, specialisations.
#include "tests/frontend/syntax/syntax_test.h"

namespace hd::syntax {
namespace {

using testing::HasSubstr;

TEST_F(Syntax, ParsesTemplates) {
  ASSERT_TRUE(
      parse("template <typename T, int N = 4, template <typename, int> class C, typename... Ts>\n"
            "__device__ T sum(C<T, N> &c, Ts... rest) { return (c[0] + ... + rest) + sizeof...(Ts); }\n"
            "template <class T> struct S; template <> struct S<int> { int v; };\n"
            "template <class T> struct S<T *> { T v; };\n"
            "template <typename T> using P = S<T *>;\ntemplate <typename T> constexpr T pi = T(3.14);\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("TemplateParamDecl N 'int' = 4\n  TemplateParamDecl C template\n  "
                                "TemplateParamDecl Ts typename pack\n"));
  EXPECT_THAT(tree(), HasSubstr("ParamDecl c 'C<T, N> &'\n    ParamDecl rest 'Ts' pack\n"));
  EXPECT_THAT(tree(), HasSubstr("RecordDecl struct S forward"));
  EXPECT_THAT(tree(), HasSubstr("RecordDecl struct S<T *>"));
  EXPECT_THAT(tree(), HasSubstr("TypedefDecl P 'S<T *>'"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl pi 'const T' constexpr"));
}

TEST_F(Syntax, TellsTemplateListsFromComparisons) {
  ASSERT_TRUE(
      parse("template <typename T, int N> struct V { static constexpr int size = N; };\n"
            "template <typename T> __device__ T id(T x) { return x; }\n"
            "__device__ void f(int a, int b, int i) {\n"
            "  V<V<int, 2>, (3 > 2)> v; bool c = a < b && i > (b); int d = a < b;\n"
            "  int s = V<int, 8>::size >> 1; d = id<int>(a) < id<V<int, 1>::size>(b) >> 2;\n"
            "  d = unknown<float, 4>(a); c = other::is_same_v<int, int> ? 1 : 2; c = i < a > (b);\n}\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("VarDecl v 'V<V<int, 2>, (3 > 2)>'"));
  EXPECT_THAT(tree(), HasSubstr("Name unknown<float, 4>"));
  EXPECT_THAT(tree(), HasSubstr("Conditional\n          Name other::is_same_v<int, int>"));
}

TEST_F(Syntax, FindsMembersOfTemplates) {
  ASSERT_TRUE(
      parse("template <typename T> struct B { typedef T type; template <typename U> struct re {}; };\n"
            "template <typename T> struct D : B<T> { template <typename U> __device__ U to(); };\n"
            "template <typename T> template <typename U> __device__ U D<T>::to() { return U(); }\n"
            "template <typename T> __device__ void f(D<T> d, T t) {\n"
            "  typename D<T>::type a; T::type b; B<int>::type c = (typename T::type)a + (T::type)t;\n"
            "  typename B<T>::template re<int> e; d.template to<int>(); d.to<float>(); t.~T();\n"
            "  auto z = typename T::type(3) + T::value * t; const T *p = (const T *)&t;\n}\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl D<T>::to 'U' device"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl b 'T::type'"));
  EXPECT_THAT(tree(), HasSubstr("VarDecl e 'B<T>::re<int>'"));
  EXPECT_THAT(tree(), HasSubstr("Member .to<float>"));
  EXPECT_THAT(tree(), HasSubstr("Member .~T"));
  EXPECT_THAT(tree(), HasSubstr("Construct <T::type>"));
}

TEST_F(Syntax, InstantiatesAndSpecialises) {
  ASSERT_TRUE(parse(
      "template <typename T> __global__ void k(T *x) {}\ntemplate <> __global__ void k<int>(int *x) {}\n"
      "template __global__ void k<float>(float *);\ntemplate <class T> struct S {};\n"
      "template struct S<int>;\nextern template struct S<long>;\n"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl k<int> 'void' kernel"));
  EXPECT_THAT(tree(), HasSubstr("InstantiationDecl\n  FunctionDecl k<float> 'void' kernel"));
  EXPECT_THAT(tree(), HasSubstr("InstantiationDecl\n  RecordDecl struct S<int>"));
}

TEST_F(Syntax, MakesTemplatesOfAutoParameters) {
  ASSERT_TRUE(parse("__device__ void f(auto x, const auto &...y) {}\n")) << errors();
  EXPECT_THAT(tree(),
              HasSubstr("TemplateDecl f\n  TemplateParamDecl auto:1 typename\n  TemplateParamDecl auto:2 "
                        "typename pack\n  FunctionDecl f 'void' device\n    ParamDecl x 'auto:1'\n"));
}

TEST_F(Syntax, RefusesBadFolds) {
  EXPECT_FALSE(parse("template <typename... T> __device__ int f(T... t) { return (t + ... * 2); }\n"));
  EXPECT_THAT(errors(), HasSubstr("a fold is `(pack op ...)`"));
  EXPECT_FALSE(parse("__device__ int g(int t) { return ... + t; }\n", "other.hd"));
  EXPECT_THAT(errors(), HasSubstr("`...` needs the parentheses of a fold"));
}

} // namespace
} // namespace hd::syntax
