#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

using namespace ast;

TEST(Call, Diagnostics) {
  const std::string g = "__device__ int g(int a, float b) { return a + b; }";
  expectEach({
      {"wrong-argument-count", g + kernel("i[0] = g(1);")},
      {"wrong-argument-count", kernel("f[0] = sqrtf(1, 2);")},
      {"wrong-argument-count", kernel("f[0] = fmax(x);")},
      {"type-mismatch", g + kernel("i[0] = g(f, 1);")},
      {"no-overload", kernel("atomicAdd(i, f);")},
      {"no-overload", kernel("f[0] = max(f, x);")},
      {"ambiguous-call", kernel("u = abs(u);")},
      {"not-a-function", kernel("i[0] = n(1);")},
      {"host-function", "int host(int a) { return a; }" + kernel("i[0] = host(1);")},
      {"unknown-name", kernel("i[0] = nothing(1);")},
      {"unsupported", kernel("void *p = malloc(4);")},
      {"unsupported", kernel("i[0] = __isShared(f);")},
      {"unsupported", kernel("__barrier_sync_count(1, 64);")},
      {"unsupported", kernel("__brkpt();")},
      {"unsupported", kernel("__sync_fetch_and_add(i, 1);")},
      {"unsupported", kernel("__nv_atomic_load(i, i, 0);")},
      {"unsupported", "__global__ void other(int *p) { p[0] = 1; }" + kernel("other(i);")},
      {"unsupported", kernel("f[0] = tex2Dx + 1;")},
  });
}

TEST(Call, ArgumentMismatchShowsTheDeclaration) {
  auto checked = checkSource("__device__ int g(int a) { return a; }" + kernel("i[0] = g(1, 2);"));
  EXPECT_THAT(checked->text(), testing::HasSubstr("`g` is declared here"));
}

TEST(Call, Overloads) {
  struct {
    const char *text, *type;
  } const cases[] = {
      {"max(n, 3)", "int"},
      {"max(n, u)", "unsigned int"},
      {"max(x, 1)", "float"},
      {"min(x, d)", "double"},
      {"max(1L, n)", "long"},
      {"fabs(x)", "float"},
      {"fabs(d)", "double"},
      {"sqrt(n)", "double"},
      {"abs(n)", "int"},
      {"abs(x)", "float"},
      {"exp(x)", "float"},
      {"exp(n)", "double"},
      {"pow(x, x)", "float"},
      {"pow(x, 2)", "double"},
      {"ldexp(x, 2)", "float"},
      {"sinf(n)", "float"},
      {"atomicAdd(f, 1.0)", "float"},
      {"atomicAdd(&u, 1)", "unsigned int"},
      {"__shfl_down_sync(~0u, d, 1)", "double"},
      {"__shfl_xor(n, 16)", "int"},
      {"__ldg(cf)", "float"},
      {"__ldg((const float4 *)cf)", "float4"},
      {"isnan(x)", "bool"},
      {"__expf(x)", "float"},
      {"__popcll(1)", "int"},
      {"lround(d)", "long"},
  };
  for (auto &[text, type] : cases) {
    auto checked = checkSource(kernel(std::string(text) + ";"));
    ASSERT_TRUE(checked->program) << text << "\n" << checked->text();
    EXPECT_EQ(checked->lastExpr()->type.str(), type) << text;
  }
}

TEST(Call, DefaultArgumentsAreFilledIn) {
  auto checked = checkSource(kernel("__shfl_down_sync(0xffffffff, x, 16);"));
  ASSERT_TRUE(checked->program) << checked->text();
  auto *call = llvm::cast<CallExpr>(checked->lastExpr());
  ASSERT_EQ(call->args.size(), 4u);
  EXPECT_EQ(llvm::cast<IntLiteral>(call->args[3])->value, 32u);
  EXPECT_EQ(call->builtin->id, BuiltinId::ShflDownSync);
}

TEST(Call, UserFunctionHidesBuiltinAndLibrary) {
  auto checked = checkSource("__device__ float max(float a, float b) { return a; }\n"
                             "__device__ float expf(float a) { return a; }" +
                             kernel("f[0] = expf(x) + max(x, x); max(n, n);"));
  ASSERT_TRUE(checked->program) << checked->text();
  EXPECT_NE(llvm::cast<CallExpr>(checked->lastExpr())->builtin, nullptr);
  EXPECT_EQ(checked->program->functions.size(), 2u);
}

TEST(Call, LibraryFilesAreLoadedOnce) {
  auto checked = checkSource(kernel("f[0] = exp(x) + expf(x) + pow(x, x) + sinf(x); sincosf(x, f, f + 1);"));
  ASSERT_TRUE(checked->program) << checked->text();
  std::set<std::string> names;
  for (FunctionDecl *function : checked->program->functions)
    EXPECT_TRUE(names.insert(function->name).second) << function->name;
  EXPECT_TRUE(names.count("expf") && names.count("powf") && names.count("sinf"));
  EXPECT_FALSE(names.count("exp"));
}

TEST(Call, CalleesComeFirst) {
  auto checked = checkSource("__device__ int c(int); __device__ int a(int x) { return c(x); }\n"
                             "__device__ int unused(int x) { return x; }\n"
                             "__device__ int c(int x) { return x; }" +
                             kernel("i[0] = a(n);"));
  ASSERT_TRUE(checked->program) << checked->text();
  std::vector<std::string> order;
  for (FunctionDecl *function : checked->program->functions)
    order.push_back(function->name);
  EXPECT_EQ(order, (std::vector<std::string>{"c", "a"}));
}

TEST(Call, LibraryWithoutTheFunction) {
  auto checked = checkSource(kernel("f[0] = expf(x);"), /*withLibrary=*/false);
  EXPECT_THAT(checked->ids(), testing::Contains("missing-library-function"));
}

TEST(Call, Printf) {
  expectEach({
      {"format-not-literal", kernel("printf((const char *)f);")},
      {"bad-format", kernel("printf(\"%y\", n);")},
      {"missing-format-argument", kernel("printf(\"%d %d\", n);")},
      {"unused-format-argument", kernel("printf(\"%d\", n, n);")},
      {"format-mismatch", kernel("printf(\"%d\", x);")},
      {"format-mismatch", kernel("printf(\"%f\", n);")},
      {"format-width", kernel("printf(\"%d\", 1L);")},
      {"format-string", kernel("printf(\"%s\", f);")},
  });
  expectGood(
      kernel("printf(\"%d %5.2f %% %s %p %llu %c %x %*d\\n\", n, x, \"text\", f, 1ull, 'c', u, 3, n);"));
}

TEST(Call, Assert) { expectGood(kernel("assert(n > 0); assert(f); assert(n < 3 && \"too many\");")); }

} // namespace hd::sema::test
