// The host's part of a CUDA file is passed over.
#include "tests/frontend/syntax/syntax_test.h"

namespace hd::syntax {
namespace {

using testing::HasSubstr;

TEST_F(Syntax, SkipsHostCode) {
  ASSERT_TRUE(parse(
      "#include <vector>\n#include <cuda_runtime.h>\nusing namespace std;\n"
      "std::vector<float> data;\nFILE *file;\nstatic float *d_x;\n"
      "template <typename T> T largest(T a, T b) { return a > b ? a : b; }\n"
      "class Timer { public: Timer() {} virtual double now() const { return 0; } private: double t; };\n"
      "__global__ void k(int *a) { a[0] = 1; }\n"
      "int main() {\n  auto f = [&](int x) { return x; };\n  k<<<1, 256>>>(nullptr);\n  for (auto &d : data) "
      "cout << d;\n}\n",
      "test.cu"))
      << errors();
  EXPECT_THAT(tree(), HasSubstr("VarDecl d_x 'float *' static\nFunctionDecl largest '' host\n"
                                "RecordDecl struct Timer\n  FunctionDecl Timer '' host constructor member\n"
                                "  FunctionDecl now '' host member virtual\n  FieldDecl t 'double'\n"
                                "FunctionDecl k 'void' kernel"));
  EXPECT_THAT(tree(), HasSubstr("FunctionDecl main '' host\n"));
}

TEST_F(Syntax, KeepsTheFieldsOfAHostRecord) {
  ASSERT_TRUE(
      parse("struct Pair { int a, b; Pair(int x) : a(x), b(x) {} int sum() const { return a + b; } };\n"
            "__global__ void k(Pair p) {}\n"))
      << errors();
  EXPECT_THAT(
      tree(),
      HasSubstr("RecordDecl struct Pair\n  FieldDecl a 'int'\n  FieldDecl b 'int'\n"
                "  FunctionDecl Pair '' host constructor member\n  FunctionDecl sum '' host member\n"));
}

} // namespace
} // namespace hd::syntax
