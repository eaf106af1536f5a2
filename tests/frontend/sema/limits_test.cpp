// Programs whose instances, names or initialisers grow without end: each one error, soon.
#include "tests/frontend/sema/sema_test.h"

#include <chrono>

namespace hd::sema::test {

namespace {

std::string repeat(const std::string &text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += text;
  return out;
}

// The first error, within a few seconds also where a sanitizer slows all down.
void expectFirst(const std::string &id, const std::string &source) {
  auto start = std::chrono::steady_clock::now();
  auto checked = checkSource(source);
  ASSERT_FALSE(checked->ids().empty()) << source.substr(0, 200);
  EXPECT_EQ(checked->ids()[0], id) << checked->text().substr(0, 2000);
  EXPECT_LT(checked->text().size(), 100000u);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

} // namespace

TEST(Limits, InstancesThatDouble) {
  expectFirst("too-many-instances",
              "template <int N, int M> struct A { static constexpr int v = A<N - 1, 2 * M>::v + "
              "A<N - 1, 2 * M + 1>::v; }; template <int M> struct A<0, M> { static constexpr int v = M; };" +
                  kernel("i[0] = A<25, 0>::v;"));
}

TEST(Limits, NamesThatDouble) {
  expectFirst("template-name-too-long", "template <class A, class B> struct P {};"
                                        "template <class T> __device__ int g(T t) { return g(P<T, T>()); }" +
                                            kernel("i[0] = g(n);"));
  expectFirst(
      "template-name-too-long", "template <class T> struct W { T *p; };"
                                "using F0 = int(int);" +
                                    [] {
                                      std::string types;
                                      for (int i = 1; i < 40; ++i)
                                        types += fmt::format("using F{0} = int(F{1} *, F{1} *);", i, i - 1);
                                      return types;
                                    }() +
                                    kernel("W<F39 *> w; i[0] = sizeof(w);"));
}

TEST(Limits, LongPacks) {
  expectFirst("pack-too-long", "template <int... N> __device__ int g() { return (N + ...); }" +
                                   kernel("i[0] = g<" + repeat("1, ", 5000) + "1>();"));
}

TEST(Limits, DefaultInitialisers) {
  const std::string one = "struct S { int a = 3; };";
  expectFirst("too-many-constructed", one + kernel("S s[1 << 28]; i[0] = s[n].a;"));
  expectFirst("too-many-constructed", one + kernel("S s[1 << 28] = {}; i[0] = s[n].a;"));
  std::string doubled = "struct S0 { int a = 3; };";
  for (int i = 1; i < 28; ++i)
    doubled += fmt::format("struct S{0} {{ S{1} a, b; }};", i, i - 1);
  expectFirst("too-many-defaults", doubled + kernel("S27 s; i[0] = sizeof(s);"));
}

// Paths to a base double with each level; the search for a name must not.
TEST(Limits, BasesInheritedManyTimes) {
  std::string source = "struct S0 { __device__ int a() { return 1; } };";
  for (int i = 1; i < 26; ++i)
    source += fmt::format("struct A{0} : S{1} {{}}; struct B{0} : S{1} {{}}; struct S{0} : A{0}, B{0} {{}};",
                          i, i - 1);
  auto start = std::chrono::steady_clock::now();
  auto checked = checkSource(source + kernel("S25 s; i[0] = s.nothing;"));
  EXPECT_THAT(checked->ids(), testing::ElementsAre("unknown-field"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST(Limits, DeepBases) {
  std::string source = "struct S0 { static constexpr int a = 3; };";
  for (int i = 1; i < 200; ++i)
    source += fmt::format("struct S{0} : S{1} {{}};", i, i - 1);
  expectGood(source + "static_assert(S199::a == 3);" + kernel("i[0] = S199::a;"));
}

TEST(Limits, MessagesAreCut) {
  auto checked = checkSource("template <class T> __device__ int g(T t); " +
                             kernel("i[0] = g(" + repeat("n, ", 3000) + "n);"));
  EXPECT_THAT(checked->ids(), testing::ElementsAre("cannot-deduce"));
  EXPECT_LT(checked->engine.all()[0].message.size(), 4096u);
}

TEST(Limits, ManyTypesOfFunctions) {
  std::string source = "template <int N> struct A { __device__ int f() { return N; } };"
                       "__device__ int g() { int s = 0;";
  for (int i = 0; i < 5000; ++i)
    source += fmt::format("s += A<{}>().f();\n", i);
  expectGood(source + "return s; }");
}

} // namespace hd::sema::test
