// The interpreter on trees made by hand: what sema makes of C++ that the tests' sources need not have.
#include "frontend/sema/interpreter/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hd::sema::test {
namespace {

using namespace ast;

class Interpreter : public testing::Test {
protected:
  QualType type(BuiltinKind kind) { return unit.types.builtin(kind); }
  QualType intType() { return type(BuiltinKind::Int); }

  template <typename Node> Node *node(QualType type, Category category = Category::RValue) {
    auto *result = unit.make<Node>();
    result->type = type;
    result->category = category;
    return result;
  }
  Expr *number(uint64_t value) { return makeLiteral(unit, integerOf(intType(), value), {}); }
  Expr *name(ValueDecl *decl) {
    auto *result = node<NameExpr>(decl->type, Category::LValue);
    result->decl = decl;
    return result;
  }
  Expr *load(Expr *place) {
    auto *result = node<ImplicitCastExpr>(place->type.unqualified());
    result->castKind = CastKind::LValueToRValue;
    result->operand = place;
    return result;
  }
  Expr *unary(UnaryOp op, Expr *operand, QualType type, Category category) {
    auto *result = node<UnaryExpr>(type, category);
    result->op = op;
    result->operand = operand;
    return result;
  }
  Expr *deref(Expr *pointer) {
    QualType pointee = llvm::cast<PointerType>(pointer->type.type)->pointee;
    return unary(UnaryOp::Deref, pointer, pointee, Category::LValue);
  }
  Expr *addressOf(Expr *place) {
    return unary(UnaryOp::AddressOf, place, unit.types.pointerTo(place->type), Category::RValue);
  }
  Expr *member(Expr *base, FieldDecl *field, bool isArrow) {
    auto *result = node<MemberExpr>(field->type, isArrow ? Category::LValue : base->category);
    result->base = base;
    result->field = field;
    result->isArrow = isArrow;
    return result;
  }
  Expr *assign(Expr *to, Expr *value, Category category = Category::RValue) {
    auto *result = node<AssignExpr>(to->type.unqualified(), category);
    result->lhs = to;
    result->rhs = value;
    return result;
  }
  Expr *temporary(Expr *value) {
    auto *result = node<TemporaryExpr>(value->type, Category::LValue);
    result->operand = value;
    return result;
  }
  Stmt *statement(Expr *expr) {
    auto *result = unit.make<ExprStmt>();
    result->expr = expr;
    return result;
  }
  Stmt *returned(Expr *expr) {
    auto *result = unit.make<ReturnStmt>();
    result->value = expr;
    return result;
  }
  ParamDecl *param(QualType type) {
    auto *result = unit.make<ParamDecl>();
    result->type = type;
    return result;
  }
  FunctionDecl *function(QualType result, std::vector<ParamDecl *> params, std::vector<Stmt *> body) {
    auto *decl = unit.make<FunctionDecl>();
    decl->name = "f";
    decl->result = result;
    decl->params = std::move(params);
    decl->body = unit.make<CompoundStmt>();
    decl->body->body = std::move(body);
    return decl->definition = decl;
  }
  Expr *call(FunctionDecl *function, std::vector<Expr *> args) {
    auto *result = node<CallExpr>(function->result);
    result->function = function;
    result->args = std::move(args);
    return result;
  }
  // struct S { int a, b; };
  RecordDecl *record() {
    auto *decl = unit.make<RecordDecl>();
    for (unsigned i = 0; i < 2; ++i) {
      auto *field = unit.make<FieldDecl>();
      field->type = intType();
      field->index = i;
      field->offset = i * 4;
      decl->fields.push_back(field);
    }
    decl->size = 8, decl->alignment = 4, decl->isComplete = true;
    return decl;
  }
  std::optional<int64_t> value(Expr *expr) {
    auto result = evaluate(expr, evaluation, &explanation);
    return result ? std::optional(result->asSigned()) : std::nullopt;
  }

  TranslationUnit unit;
  Explanation explanation;
  Evaluation evaluation = {[](const VarDecl *) { return nullptr; }, [](const VarDecl *) { return nullptr; },
                           [](FunctionDecl *) { return Body::Ready; },
                           [](const FunctionDecl *, uint64_t) -> FunctionDecl * { return nullptr; }};
};

TEST_F(Interpreter, Constructs) {
  RecordDecl *decl = record();
  QualType type = unit.types.record(decl);
  ParamDecl *self = param(unit.types.pointerTo(type)), *a = param(intType());
  FunctionDecl *constructor =
      function(this->type(BuiltinKind::Void), {self, a},
               {statement(assign(member(load(name(self)), decl->fields[1], true), load(name(a)))),
                statement(assign(member(load(name(self)), decl->fields[0], true), number(7)))});
  auto *made = node<ConstructExpr>(type);
  made->constructor = constructor;
  made->args = {number(5)};
  auto object = evaluateValue(made, evaluation);
  ASSERT_TRUE(object);
  EXPECT_THAT(object->bytes, testing::ElementsAre(7, 0, 0, 0, 5, 0, 0, 0));
  EXPECT_EQ(value(member(made, decl->fields[1], false)), 5);

  // A method of a temporary.
  ParamDecl *object2 = param(unit.types.pointerTo(type));
  FunctionDecl *method =
      function(intType(), {object2}, {returned(load(member(load(name(object2)), decl->fields[0], true)))});
  EXPECT_EQ(value(call(method, {addressOf(temporary(made))})), 7);
}

// int &max(int &a, int &b): pointers, and lvalues that are no names.
TEST_F(Interpreter, References) {
  QualType pointer = unit.types.pointerTo(intType());
  ParamDecl *a = param(pointer), *b = param(pointer);
  auto *isLess = node<BinaryExpr>(type(BuiltinKind::Bool));
  isLess->op = BinaryOp::Lt;
  isLess->lhs = load(deref(load(name(a))));
  isLess->rhs = load(deref(load(name(b))));
  auto *greater = node<ConditionalExpr>(intType(), Category::LValue);
  greater->condition = isLess;
  greater->thenExpr = deref(load(name(b)));
  greater->elseExpr = deref(load(name(a)));
  FunctionDecl *max = function(pointer, {a, b}, {returned(addressOf(greater))});

  auto *x = unit.make<VarDecl>(), *y = unit.make<VarDecl>();
  x->type = y->type = intType();
  x->init = number(3), y->init = number(4);
  auto *declare = unit.make<DeclStmt>();
  declare->decls = {x, y};
  Expr *chosen = deref(call(max, {addressOf(name(x)), addressOf(name(y))}));
  auto *sum = node<BinaryExpr>(intType());
  sum->lhs = load(name(x));
  sum->rhs = load(name(y));
  auto *step = node<UnaryExpr>(intType(), Category::LValue); // ++(max(x, y) = 9)
  step->op = UnaryOp::PreInc;
  step->operand = assign(chosen, number(9), Category::LValue);
  FunctionDecl *main = function(intType(), {}, {declare, statement(step), returned(sum)});
  EXPECT_EQ(value(call(main, {})), 13);
  EXPECT_EQ(value(load(temporary(number(8)))), 8);
}

TEST_F(Interpreter, UncheckedTreesHaveBeenReported) {
  auto *bad = unit.make<NameExpr>();
  EXPECT_EQ(value(load(temporary(number(8)))), 8);
  auto *sum = node<BinaryExpr>(intType());
  sum->lhs = number(1);
  sum->rhs = bad;
  EXPECT_EQ(value(sum), std::nullopt);
  EXPECT_TRUE(explanation.followsFromError);
}

} // namespace
} // namespace hd::sema::test
