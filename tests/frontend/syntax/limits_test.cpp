// Inputs that could exhaust the stack, and the time of a large file.
#include "tests/frontend/syntax/syntax_test.h"

#include <chrono>

namespace hd::syntax {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

std::string repeat(const std::string &text, int count) {
  std::string out;
  out.reserve(text.size() * size_t(count));
  for (int i = 0; i < count; ++i)
    out += text;
  return out;
}

TEST_F(Syntax, BoundsNesting) {
  const int n = 100000;
  const std::string bodies[] = {
      "n = " + repeat("(", n) + "1" + repeat(")", n) + ";",
      repeat("{", n) + repeat("}", n),
      "n = " + repeat("- ", n) + "1;",
      "n = " + repeat("(int)", n) + "1;",
      "n = " + repeat("n ? n : ", n) + "1;",
      "n = " + repeat("n = ", n) + "1;",
      "if (n) n = 1; " + repeat("else if (n) { n = n; } ", n),
      repeat("if (n) ", n) + ";",
      repeat("for (;;) ", n) + ";",
      "n = " + repeat("sizeof ", n) + "n;",
      "int x[] = " + repeat("{", n) + repeat("}", n) + ";",
      "int " + repeat("*", n) + "p;",
  };
  for (const std::string &body : bodies) {
    Snippet one;
    EXPECT_FALSE(one.parseBody(body));
    EXPECT_EQ(one.engine.errorCount(), 1u);
    EXPECT_THAT(one.errors(), HasSubstr("nested deeper than 256 levels [nesting-too-deep]"))
        << body.substr(0, 30);
  }
}

TEST_F(Syntax, BoundsNamespaces) {
  const int n = 100000;
  for (const std::string &text :
       {repeat("namespace a { ", n) + repeat("}", n), "namespace a" + repeat("::a", n) + " {}"}) {
    Snippet one;
    EXPECT_FALSE(one.parse(text));
    EXPECT_THAT(one.errors(), HasSubstr("nested deeper than 256 levels [nesting-too-deep]"));
  }
}

TEST_F(Syntax, BoundsLongExpressions) {
  for (const std::string &body :
       {"n = " + repeat("n + ", 100000) + "1;", "n = a" + repeat("[n]", 100000) + ";",
        "n = 1" + repeat(", n", 100000) + ";"}) {
    Snippet one;
    EXPECT_FALSE(one.parseBody(body));
    EXPECT_THAT(one.errors(), HasSubstr("[expression-too-complex]"));
  }
}

TEST_F(Syntax, TakesLongLists) {
  EXPECT_TRUE(parse("__constant__ int t[] = {" + repeat("1, ", 20000) + "};\n__device__ int f() { return " +
                    repeat("1 + ", 2000) + "1; }\n"))
      << errors();
}

TEST_F(Syntax, TakesDeepEnoughNesting) {
  EXPECT_TRUE(parseBody("n = " + repeat("(", 200) + "1" + repeat(")", 200) + ";\nif (n) n = 1; " +
                        repeat("else if (n) { n = 2; } ", 100)))
      << errors();
}

TEST_F(Syntax, ParsesTenThousandLines) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += fmt::format(
        "__device__ float f{0}(float x, const float *y) {{\n  float sum = 0.0f;\n#pragma unroll 4\n"
        "  for (int i = 0; i < 16; ++i)\n    sum += (float)i * x + y[i * 2] / 3.0f;\n  if (sum > 1.5f)\n"
        "    return sum;\n  return sum * 2.0f - x;\n}}\n\n",
        i);
  auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(parse(text)) << errors();
  auto elapsed = std::chrono::steady_clock::now() - start;
  std::cout << "10,000 lines: " << std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count()
            << " ms\n";
  EXPECT_EQ(unit.decls.size(), 1000u);
}

} // namespace
} // namespace hd::syntax
