// A clone reads like what it was made from, also when that is gone, and shares with itself what that shared.
#include "frontend/ast/clone.h"
#include "tests/frontend/syntax/syntax_test.h"

#include <malloc.h>

namespace hd::ast {
namespace {

struct Clone : syntax::Syntax {
  // Freed memory is overwritten, so that a clone that still points into the original does not read as it did.
  Clone() { mallopt(M_PERTURB, 0xa5); }
  ~Clone() override { mallopt(M_PERTURB, 0); }

  void expectCloned(const std::string &text) {
    TranslationUnit copies;
    std::string original;
    {
      syntax::Snippet snippet;
      ASSERT_TRUE(snippet.parse(text)) << snippet.errors();
      for (Decl *decl : snippet.unit.decls)
        copies.decls.push_back(clone(decl, copies));
      original = snippet.tree();
    }
    EXPECT_EQ(dump(copies), original);
  }
};

TEST_F(Clone, statements) {
  expectCloned("enum Mode { Off, On = 3 };\n"
               "struct S { int a; float *b[4]; struct { int c; } in; };\n"
               "__constant__ float table[2] = {1.0f, 2.0f};\n"
               "__global__ void k(int *a, int n) {\n"
               "  __shared__ float tile[32];\n"
               "  if (n) a[0] = 1; else if (n > 1) { a[1] = sizeof(int); } else ;\n"
               "#pragma unroll 4\n"
               "  for (int i = 0; i < n; ++i) { if (i == 2) continue; a[i] += (float)i ? -i : 2 * i; }\n"
               "  while (n) break;\n"
               "  do { n--; } while (n);\n"
               "  switch (n) { case On: a[2] = 1; break; default: return; }\n"
               "  S s = {1};\n"
               "  s.in.c = static_cast<int>(1.5f), printf(\"%d\", s.a);\n"
               "}\n");
}

TEST_F(Clone, aLongChainOfOperators) {
  Expr *chain = unit.make<NameExpr>();
  for (int i = 0; i < 200000; ++i) {
    auto *sum = unit.make<BinaryExpr>();
    sum->lhs = chain;
    sum->rhs = unit.make<NameExpr>();
    chain = sum;
  }
  int length = 0;
  for (const Expr *expr = clone(chain, unit); expr->kind() == Expr::Kind::Binary;
       expr = static_cast<const BinaryExpr *>(expr)->lhs)
    ++length;
  EXPECT_EQ(length, 200000);
}

TEST_F(Clone, aLongChainOfElseIf) {
  IfStmt *first = unit.make<IfStmt>(), *last = first;
  for (int i = 0; i < 200000; ++i) {
    last->condition = unit.make<BoolLiteral>();
    auto *next = unit.make<IfStmt>();
    last->elseStmt = next;
    last = next;
  }
  int length = 0;
  for (auto *stmt = cloneAs(first, unit); stmt; stmt = static_cast<IfStmt *>(stmt->elseStmt))
    ++length;
  EXPECT_EQ(length, 200001);
}

TEST_F(Clone, sharesWhatTheOriginalShares) {
  ASSERT_TRUE(parse("__device__ void f() { struct { int a; enum { A, B } e; } x, y; }"));
  auto *function = static_cast<FunctionDecl *>(unit.decls[0]);
  auto *copy = cloneAs(function, unit);
  auto declsOf = [](FunctionDecl *of) -> std::vector<Decl *> & {
    return static_cast<DeclStmt *>(of->body->body[0])->decls;
  };
  auto *x = static_cast<VarDecl *>(declsOf(copy)[0]), *y = static_cast<VarDecl *>(declsOf(copy)[1]);
  auto *original = static_cast<VarDecl *>(declsOf(function)[0]);
  EXPECT_EQ(x->syntax.record, y->syntax.record);
  EXPECT_NE(x->syntax.record, original->syntax.record);
  EnumDecl *enumeration = x->syntax.record->fields[1]->syntax.enumeration;
  EXPECT_EQ(enumeration->enumerators[1]->parent, enumeration);
}

TEST_F(Clone, membersAndFieldsAreTheSame) {
  auto *record = unit.make<RecordDecl>();
  auto *nested = unit.make<EnumDecl>();
  record->fields = {unit.make<FieldDecl>()};
  record->nestedTypes = {nested};
  record->members = {nested, record->fields[0], unit.make<FunctionDecl>()};
  auto *copy = cloneAs(record, unit);
  EXPECT_EQ(copy->members[0], copy->nestedTypes[0]);
  EXPECT_EQ(copy->members[1], copy->fields[0]);
  EXPECT_NE(copy->members[1], record->members[1]);
}

TEST_F(Clone, whatSemaSetsStartsAfresh) {
  auto *name = unit.make<NameExpr>();
  auto *param = unit.make<ParamDecl>();
  name->name = "x";
  name->decl = param;
  name->type = param->type = unit.types.builtin(BuiltinKind::Int);
  name->category = Category::LValue;
  param->isModified = param->isReference = true;
  auto *copiedName = cloneAs(name, unit);
  EXPECT_EQ(copiedName->name, "x");
  EXPECT_EQ(copiedName->decl, nullptr);
  EXPECT_FALSE(copiedName->type);
  EXPECT_EQ(copiedName->category, Category::RValue);
  auto *copiedParam = cloneAs(param, unit);
  EXPECT_FALSE(copiedParam->type || copiedParam->isModified || copiedParam->isReference);
}

TEST_F(Clone, nullGivesNull) {
  EXPECT_EQ(clone(static_cast<Expr *>(nullptr), unit), nullptr);
  EXPECT_EQ(clone(static_cast<Decl *>(nullptr), unit), nullptr);
}

} // namespace
} // namespace hd::ast
