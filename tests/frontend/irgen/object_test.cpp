// Objects that constructors make, and temporaries. Sema makes their nodes of C++; here calls of functions
// named `make` stand for them: `make_S(a)` becomes the construction of an S by `void init_S(S *, ...)`, and
// `temporary_S(e)` the address of a temporary that is initialised by `e`; elements of an array `each_x` are
// made by a constructor with 4.
#include "tests/frontend/irgen/interpreter.h"

#include <array>

namespace hd::irgen::test {
namespace {

struct Rewriter {
  ast::TranslationUnit &unit;

  ast::FunctionDecl *find(const std::string &name) {
    for (ast::Decl *decl : unit.decls)
      if (decl->name == name)
        return llvm::cast<ast::FunctionDecl>(decl);
    ADD_FAILURE() << "no function " << name;
    return nullptr;
  }

  ast::Expr *replacement(ast::CallExpr *call) {
    llvm::StringRef name = call->function->name;
    if (name.consume_front("make_")) {
      auto *construct = unit.make<ast::ConstructExpr>();
      construct->type = call->type;
      construct->args = call->args;
      construct->constructor = find("init_" + name.str());
      return construct;
    }
    if (!name.consume_front("temporary_"))
      return call;
    auto *temporary = unit.make<ast::TemporaryExpr>();
    temporary->operand = call->args.front();
    temporary->type = temporary->operand->type;
    temporary->category = ast::Category::LValue;
    auto *address = unit.make<ast::UnaryExpr>();
    address->op = ast::UnaryOp::AddressOf;
    address->operand = temporary;
    address->type = call->type;
    return address;
  }

  ast::Expr *constructedElement(ast::QualType type) {
    auto *four = unit.make<ast::IntLiteral>();
    four->value = 4;
    four->type = unit.types.builtin(ast::BuiltinKind::Int);
    auto *construct = unit.make<ast::ConstructExpr>();
    construct->type = type;
    construct->args = {four};
    construct->constructor = find("init_" + type.str());
    return construct;
  }

  void edit(ast::Expr *&slot) {
    if (!slot)
      return;
    if (auto *call = llvm::dyn_cast<ast::CallExpr>(slot)) {
      editAll(call->args);
      slot = replacement(call);
    } else if (auto *unary = llvm::dyn_cast<ast::UnaryExpr>(slot)) {
      edit(unary->operand);
    } else if (auto *binary = llvm::dyn_cast<ast::BinaryExpr>(slot)) {
      edit(binary->lhs);
      edit(binary->rhs);
    } else if (auto *assign = llvm::dyn_cast<ast::AssignExpr>(slot)) {
      edit(assign->lhs);
      edit(assign->rhs);
    } else if (auto *conversion = llvm::dyn_cast<ast::ImplicitCastExpr>(slot)) {
      edit(conversion->operand);
    } else if (auto *member = llvm::dyn_cast<ast::MemberExpr>(slot)) {
      edit(member->base);
    } else if (auto *list = llvm::dyn_cast<ast::InitListExpr>(slot)) {
      editAll(list->inits);
    } else if (auto *choice = llvm::dyn_cast<ast::ConditionalExpr>(slot)) {
      edit(choice->thenExpr);
      edit(choice->elseExpr);
    }
  }
  void editAll(std::vector<ast::Expr *> &slots) {
    for (ast::Expr *&slot : slots)
      edit(slot);
  }

  void edit(ast::Stmt *stmt) {
    if (auto *compound = llvm::dyn_cast<ast::CompoundStmt>(stmt)) {
      for (ast::Stmt *child : compound->body)
        edit(child);
    } else if (auto *expression = llvm::dyn_cast<ast::ExprStmt>(stmt)) {
      edit(expression->expr);
    } else if (auto *result = llvm::dyn_cast<ast::ReturnStmt>(stmt)) {
      edit(result->value);
    } else if (auto *decls = llvm::dyn_cast<ast::DeclStmt>(stmt)) {
      for (ast::Decl *decl : decls->decls)
        if (auto *var = llvm::dyn_cast<ast::VarDecl>(decl)) {
          edit(var->init);
          if (llvm::StringRef(var->name).starts_with("each_"))
            var->init = constructedElement(llvm::cast<ast::ArrayType>(var->type.type)->element);
        }
    } else if (auto *loop = llvm::dyn_cast<ast::ForStmt>(stmt)) {
      edit(loop->body);
    }
  }
};

void rewrite(ast::TranslationUnit &unit) {
  Rewriter rewriter{unit};
  for (ast::Decl *decl : unit.decls)
    if (auto *function = llvm::dyn_cast<ast::FunctionDecl>(decl); function && function->body)
      rewriter.edit(function->body);
}

// S splits into values, T is always in memory.
constexpr const char *kTypes = R"(
struct S { int a, b; };
struct T { int a[3]; S s; };
struct Empty {};
struct Both { S s; T t; Empty none; };
__device__ S make_S(int a) { return {}; }
__device__ T make_T(int a) { return {}; }
__device__ void init_S(S *self, int a) { self->a = a; self->b = a + 1; }
__device__ void init_T(T *self, int a) { for (int i = 0; i < 3; ++i) self->a[i] = a + i; init_S(&self->s, a + 3); }
__device__ S *temporary_S(S s) { return 0; }
__device__ T *temporary_T(T t) { return 0; }
__device__ int *temporary_int(int x) { return 0; }
__device__ Empty *temporary_Empty(Empty e) { return 0; }
__device__ int sum(T *t) { return t->a[0] + t->a[1] + t->a[2] + t->s.a + t->s.b; }
__device__ int sumOf(T t) { return sum(&t); }
__device__ T copyOf(T *t) { return *t; }
__device__ T made(int a) { return make_T(a); }
__device__ int none(Empty *e, int x) { return x; }
)";

struct Objects : testing::Test {
  std::unique_ptr<Lowered> lowered;

  // The body is that of `void f(int *p, int n)`; gives `p` after it.
  std::array<int, 8> run(const std::string &body, int n) {
    lowered = lowerSource(kTypes + ("__global__ void k(int *p, int n) {" + body + "}"), rewrite);
    std::array<int, 8> memory{};
    EXPECT_TRUE(lowered->module) << lowered->diagnostics();
    if (!lowered->module)
      return memory;
    EXPECT_TRUE(mlir::succeeded(mlir::verify(*lowered->module))) << lowered->ir();
    Interpreter(*lowered->module).call("k", {reinterpret_cast<int64_t>(memory.data()), n});
    return memory;
  }
  std::string textOf(const std::string &function) {
    std::string text = lowered->ir();
    size_t begin = text.find("func.func " + function + "(");
    return text.substr(begin, text.find("func.func", begin + 1) - begin);
  }
  std::string kernelText() { return textOf("@k"); }
};

TEST_F(Objects, ConstructVariables) {
  EXPECT_EQ(run("S s = make_S(n); T t = make_T(10); p[0] = s.a; p[1] = s.b; p[2] = sum(&t);", 5),
            (std::array<int, 8>{5, 6, 10 + 11 + 12 + 13 + 14}));
  EXPECT_EQ(count(kernelText(), "hd.copy"), 0u) << kernelText();
}

TEST_F(Objects, ConstructFieldsAndElementsInPlace) {
  EXPECT_EQ(run("Both b = {make_S(1), make_T(2)}; T t[2] = {make_T(5), make_T(n)};"
                "p[0] = b.s.b; p[1] = sum(&b.t); p[2] = sum(&t[0]); p[3] = sum(&t[1]);",
                20),
            (std::array<int, 8>{2, 20, 35, 110}));
  EXPECT_EQ(count(kernelText(), "hd.copy"), 0u) << kernelText();
}

TEST_F(Objects, ConstructEveryElementOfAnArray) {
  EXPECT_EQ(run("S each_few[3], each_many[40]; T each_large[2];"
                "p[0] = each_few[0].a; p[1] = each_few[2].b; p[2] = each_many[0].a; p[3] = each_many[39].b;"
                "p[4] = sum(&each_large[1]);",
                0),
            (std::array<int, 8>{4, 5, 4, 5, 4 + 5 + 6 + 7 + 8}));
}

TEST_F(Objects, TemporariesOfScalarsAndRecords) {
  EXPECT_EQ(run("p[0] = *temporary_int(n + 1); *temporary_int(3) = 4; S s = {n, 2}; temporary_S(s)->a = 9;"
                "p[1] = s.a; p[2] = temporary_S(make_S(7))->b; p[3] = sum(temporary_T(make_T(n)));",
                6),
            (std::array<int, 8>{7, 6, 8, 6 + 7 + 8 + 9 + 10}));
}

TEST_F(Objects, TemporariesAreMadeAtEachEvaluation) {
  EXPECT_EQ(run("for (int i = 0; i < n; ++i) { int *t = temporary_int(i); *t += 10; p[i] = *t; }", 3),
            (std::array<int, 8>{10, 11, 12}));
}

TEST_F(Objects, ResultsAndArgumentsAreMadeWhereTheyGo) {
  EXPECT_EQ(run("T t = made(n); p[0] = sum(&t); p[1] = sumOf(made(2)); p[2] = sumOf(t);"
                "p[3] = sum(temporary_T(copyOf(&t)));",
                1),
            (std::array<int, 8>{15, 20, 15, 15}));
  // Only of `t`, as an argument: what functions and constructors give is made where it goes.
  EXPECT_EQ(count(kernelText(), "hd.copy"), 1u) << kernelText();
  EXPECT_EQ(count(textOf("private @made"), "hd.copy"), 0u) << textOf("private @made");
}

TEST_F(Objects, EitherOfTwo) {
  const char *body = "T t = n > 2 ? make_T(1) : made(5); S s = n > 2 ? make_S(1) : make_S(2);"
                     "p[0] = sum(&t); p[1] = s.a;";
  EXPECT_EQ(run(body, 3), (std::array<int, 8>{15, 1}));
  EXPECT_EQ(run(body, 2), (std::array<int, 8>{35, 2}));
}

TEST_F(Objects, RecordsWithoutFields) {
  EXPECT_EQ(run("Empty e; Empty f = e; e = f; Empty g[2]; p[0] = none(&e, n) + none(temporary_Empty(f), 1) + "
                "none(&g[1], 2); p[1] = sizeof(Empty);",
                3),
            (std::array<int, 8>{6, 1}));
}

} // namespace
} // namespace hd::irgen::test
