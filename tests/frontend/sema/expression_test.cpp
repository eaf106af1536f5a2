#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

using namespace ast;

TEST(Expression, Diagnostics) {
  expectEach({
      {"unknown-name", kernel("f[0] = xx;")},
      {"type-mismatch", kernel("int *p = f;")},
      {"type-mismatch", kernel("int *p = n;")},
      {"type-mismatch", "struct S { int a; }; __global__ void k(S s, int *i) { i[0] = s; }"},
      {"loses-qualifiers", kernel("float *p = cf;")},
      {"bad-cast", "struct S { int a; }; __global__ void k(S s, int *i) { i[0] = (int)s; }"},
      {"bad-operands", kernel("f = f + cf;")},
      {"bad-operands", kernel("i[0] = x % 2;")},
      {"bad-operands", kernel("i[0] = f == i;")},
      {"bad-operands", kernel("x <<= 1;")},
      {"bad-operand", kernel("i[0] = ~x;")},
      {"bad-operand", kernel("f[0] = *x;")},
      {"void-arithmetic", kernel("void *p = f; p = p + 1;")},
      {"not-a-condition", "struct S { int a; }; __global__ void k(S s) { if (s) return; }"},
      {"conditional-mismatch", kernel("f[0] = *(n ? f : i);")},
      {"not-addressable", kernel("int *p = &(n + 1);")},
      {"not-addressable", kernel("const uint3 *p = &threadIdx;")},
      {"not-assignable", kernel("n + 1 = 2;")},
      {"not-assignable", kernel("++(n + 1);")},
      {"array-assignment", kernel("float a[2], b[2]; b[0] = 1; a = b;")},
      {"const-violation", kernel("cf[0] = 1;")},
      {"const-violation", kernel("threadIdx.x = 1;")},
      {"const-violation", kernel("const int m = 1; m += 1;")},
      {"wrong-arrow", kernel("float4 v; f[0] = v->x;")},
      {"wrong-arrow", "__global__ void k(float4 *v) { v.x = 1; }"},
      {"not-a-record", kernel("f[0] = x.y;")},
      {"unknown-field", kernel("float2 v; f[0] = v.z;")},
      {"not-subscriptable", kernel("f[0] = x[1];")},
      {"index-not-integer", kernel("f[x] = 1;")},
      {"array-in-temporary", "struct S { int a[2]; }; __device__ S f() { S s; s.a[0] = 1; return s; } "
                             "__global__ void k(int *i) { i[0] = f().a[1]; }"},
      {"array-needs-list", kernel("float a[2]; a[0] = 1; float b[2] = a;")},
      {"too-many-initialisers", kernel("float a[2] = {1, 2, 3}; f[0] = a[n];")},
      {"misplaced-init-list", kernel("f[0] = sqrtf({2});")},
      {"bad-operands", "__device__ int g(int a) { return a; }" + kernel("i[0] = n + g;")},
  });
}

TEST(Expression, NoCascades) {
  expectId("unknown-name", kernel("float y = unknown * 2; f[0] = y + unknown; f[1] = unknown(y).z[3] + y;"));
}

TEST(Expression, CastIsOffered) {
  auto checked = checkSource(kernel("int *p = f;"));
  EXPECT_THAT(checked->text(), testing::HasSubstr("write `(int *)` before it"));
}

TEST(Expression, DeepTreesAreRefused) { // the parser's own limit is lower
  Checked checked;
  ast::Expr *expr = checked.unit.make<BoolLiteral>();
  for (int level = 0; level < 100000; ++level) {
    auto *negation = checked.unit.make<UnaryExpr>();
    negation->op = UnaryOp::Not;
    negation->operand = expr;
    expr = negation;
  }
  auto *assertion = checked.unit.make<StaticAssertDecl>();
  assertion->condition = expr;
  checked.unit.decls.push_back(assertion);
  EXPECT_FALSE(check(checked.unit, checked.engine, {}));
  EXPECT_THAT(checked.ids(), testing::ElementsAre("expression-too-deep"));
}

TEST(Expression, Suggestions) {
  auto checked = checkSource(kernel("f[threadIx.x] = __syncthread();"));
  EXPECT_THAT(checked->text(), testing::HasSubstr("did you mean `threadIdx`?"));
  EXPECT_THAT(checked->text(), testing::HasSubstr("did you mean `__syncthreads`?"));
  ASSERT_FALSE(checked->engine.all().front().fixIts.empty());
  EXPECT_EQ(checked->engine.all().front().fixIts[0].text, "threadIdx");
}

TEST(Expression, ConversionsAreExplicit) {
  auto checked = checkSource(kernel("f[n] = n * 2.0;"));
  ASSERT_TRUE(checked->program) << checked->text();
  auto *assign = llvm::cast<AssignExpr>(checked->lastExpr());
  auto *narrow = llvm::cast<ImplicitCastExpr>(assign->rhs);
  EXPECT_EQ(narrow->castKind, CastKind::FloatingCast);
  auto *product = llvm::cast<BinaryExpr>(narrow->operand);
  EXPECT_EQ(product->type.str(), "double");
  auto *widen = llvm::cast<ImplicitCastExpr>(product->lhs);
  EXPECT_EQ(widen->castKind, CastKind::IntegralToFloating);
  EXPECT_EQ(llvm::cast<ImplicitCastExpr>(widen->operand)->castKind, CastKind::LValueToRValue);
  auto *place = llvm::cast<SubscriptExpr>(assign->lhs);
  EXPECT_EQ(place->category, Category::LValue);
  EXPECT_EQ(place->index->type.str(), "long");
}

TEST(Expression, UsualArithmeticConversions) {
  struct {
    const char *text, *type;
  } const cases[] = {
      {"n + u", "unsigned int"},
      {"'a' + 'b'", "int"},
      {"n + 1L", "long"},
      {"u + 1L", "long"},
      {"1LL + 1UL", "unsigned long long"},
      {"n + x", "float"},
      {"x + d", "double"},
      {"true + true", "int"},
      {"n < u", "bool"},
      {"f - f", "long"},
      {"f + n", "float *"},
      {"n ? 1 : 2.0f", "float"},
      {"!x", "bool"},
      {"n << 2L", "int"},
      {"(n, x)", "float"},
      {"sizeof(int)", "unsigned long"},
      {"(short)1 * (char)2", "int"},
      {"&n", "int *"},
      {"threadIdx.x", "unsigned int"},
  };
  for (auto &[text, type] : cases) {
    auto checked = checkSource(kernel(std::string(text) + ";"));
    ASSERT_TRUE(checked->program) << text << "\n" << checked->text();
    EXPECT_EQ(checked->lastExpr()->type.str(), type) << text;
  }
}

TEST(Expression, CompoundAssignment) {
  auto checked = checkSource(kernel("unsigned char c = 1; c += x;"));
  ASSERT_TRUE(checked->program) << checked->text();
  auto *assign = llvm::cast<AssignExpr>(checked->lastExpr());
  EXPECT_EQ(assign->computeType.str(), "float");
  EXPECT_EQ(assign->rhs->type.str(), "float");
  EXPECT_EQ(assign->type.str(), "unsigned char");
}

TEST(Expression, AddressTaken) {
  auto checked = checkSource("__device__ void g(float *p) { p[0] = 1; }" +
                             kernel("float2 a; a.x = 1; float b[2]; b[n] = 2; int c = 0; int *p = &c; float "
                                    "e[2]; g(e); int h; h = n;"));
  ASSERT_TRUE(checked->program) << checked->text();
  std::map<std::string, bool> taken;
  for (Stmt *stmt : checked->function("k")->body->body)
    if (auto *node = llvm::dyn_cast<DeclStmt>(stmt))
      for (Decl *decl : node->decls)
        taken[decl->name] = llvm::cast<VarDecl>(decl)->addressTaken;
  EXPECT_EQ(taken, (std::map<std::string, bool>{
                       {"a", false}, {"b", true}, {"c", true}, {"p", false}, {"e", true}, {"h", false}}));
}

TEST(Expression, ParametersModified) {
  auto checked = checkSource("__global__ void k(int a, int b, float2 c, int *d) { b++; c.x = 1; d[0] = a; }");
  ASSERT_TRUE(checked->program) << checked->text();
  auto &params = checked->function("k")->params;
  EXPECT_FALSE(params[0]->isModified);
  EXPECT_TRUE(params[1]->isModified);
  EXPECT_TRUE(params[2]->isModified);
  EXPECT_FALSE(params[3]->isModified);
}

TEST(Expression, GoodOnes) {
  expectGood(kernel("f[n] = cf[n] * 2 + x; *f = *cf; f += n; i = (int *)f; long a = (long)f; f = (float *)a;"
                    "if (f && !i) f[0] = n ? 1 : 2; do { --n; } while (n); i[0] ^= u; x = x / 3 - d;"));
  expectGood(kernel("float4 v = make_float4(1, 2, 3, x); v.x += v.y; float4 w = v; ((float4 *)f)[n] = w;"
                    "float4 *p = reinterpret_cast<float4 *>(f); p->z = 2; f[1] = (n ? v : w).x;"));
  expectGood(
      "struct P { float2 pos; int id[2]; }; struct Q { P p; P *next; };\n"
      "__device__ P make(float a) { P p = {{a, a}, {1, 2}}; return p; }\n"
      "__global__ void k(Q q, P *out) { P p = make(q.p.pos.x); out[0] = p; q.p = p; P a[2]; a[1] = q.p;"
      " out[1] = a[1]; out[2] = *q.next; P z = {}; P flat = {1, 2, 3, 4}; z = flat; out[3] = z; }");
  expectGood(kernel("float a[2][3] = {{1}, {4, 5, 6}}; float b[2][3] = {1, 2, 3, 4}; float (*p)[3] = a;"
                    "f[0] = p[1][2] + (*p)[0] + b[0][1]; char s[] = \"ab\"; i[0] = s[n] + sizeof(s);"));
  expectGood(kernel("typedef float Row[4]; Row r; r[0] = 1; auto y = n * x; f[0] = y + r[0];"
                    "union { float a; int b; } both; both.a = x; i[0] = both.b; for (int j = 0, m = 2; j < "
                    "m; ++j, --m) ;"));
}

} // namespace hd::sema::test
