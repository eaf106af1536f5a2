#include "frontend/sema/mentioned.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

namespace {

class Visitor {
public:
  explicit Visitor(NameVisitor visit) : visit_(visit) {}

  void args(const std::vector<TemplateArgSyntax> &list) {
    for (const TemplateArgSyntax &each : list)
      arg(each);
  }
  void arg(const TemplateArgSyntax &arg) {
    if (arg.type)
      type(*arg.type);
    expr(arg.expr);
  }
  void qualifier(const Qualifier &qualifier) {
    for (const NameSegment &segment : qualifier.segments) {
      if (&segment == &qualifier.segments.front() && !qualifier.isGlobal)
        visit_(segment.name);
      args(segment.args);
    }
  }
  void type(const TypeSyntax &syntax) {
    qualifier(syntax.qualifier);
    if (syntax.base == TypeSyntax::Base::Named && syntax.qualifier.empty())
      visit_(syntax.name);
    args(syntax.args);
    expr(syntax.decltypeOf);
    for (const DeclaratorChunk &chunk : syntax.chunks) {
      expr(chunk.size);
      for (const ParamDecl *param : chunk.params)
        type(param->syntax);
    }
  }
  void all(const std::vector<Expr *> &list) {
    for (const Expr *each : list)
      expr(each);
  }

  void expr(const Expr *node) {
    while (auto *binary = llvm::dyn_cast_or_null<BinaryExpr>(node)) { // long chains lean to the left
      expr(binary->rhs);
      node = binary->lhs;
    }
    if (!node)
      return;
    switch (node->kind()) {
    case Expr::Kind::IntLiteral:
    case Expr::Kind::FloatLiteral:
    case Expr::Kind::StringLiteral:
    case Expr::Kind::BoolLiteral:
    case Expr::Kind::NullPointer:
    case Expr::Kind::SizeOfPack: // of the whole pack, whatever it stands in
    case Expr::Kind::Binary:
      return;
    case Expr::Kind::Name: {
      auto *name = cast<NameExpr>(node);
      qualifier(name->qualifier);
      if (name->qualifier.empty())
        visit_(name->name);
      return args(name->args);
    }
    case Expr::Kind::Unary:
      return expr(cast<UnaryExpr>(node)->operand);
    case Expr::Kind::Assign:
      expr(cast<AssignExpr>(node)->lhs);
      return expr(cast<AssignExpr>(node)->rhs);
    case Expr::Kind::Conditional:
      expr(cast<ConditionalExpr>(node)->condition);
      expr(cast<ConditionalExpr>(node)->thenExpr);
      return expr(cast<ConditionalExpr>(node)->elseExpr);
    case Expr::Kind::Call:
      expr(cast<CallExpr>(node)->callee);
      return all(cast<CallExpr>(node)->args);
    case Expr::Kind::Subscript:
      expr(cast<SubscriptExpr>(node)->base);
      return expr(cast<SubscriptExpr>(node)->index);
    case Expr::Kind::Member:
      expr(cast<MemberExpr>(node)->base);
      qualifier(cast<MemberExpr>(node)->qualifier);
      return args(cast<MemberExpr>(node)->args);
    case Expr::Kind::Cast:
      type(cast<CastExpr>(node)->target);
      return expr(cast<CastExpr>(node)->operand);
    case Expr::Kind::ImplicitCast:
      return expr(cast<ImplicitCastExpr>(node)->operand);
    case Expr::Kind::InitList:
      return all(cast<InitListExpr>(node)->inits);
    case Expr::Kind::SizeOf:
      if (cast<SizeOfExpr>(node)->target)
        type(*cast<SizeOfExpr>(node)->target);
      return expr(cast<SizeOfExpr>(node)->operand);
    case Expr::Kind::Paren:
      return expr(cast<ParenExpr>(node)->operand);
    case Expr::Kind::This:
      return visit_("this");
    case Expr::Kind::Construct:
      type(cast<ConstructExpr>(node)->target);
      return all(cast<ConstructExpr>(node)->args);
    case Expr::Kind::Temporary:
      return expr(cast<TemporaryExpr>(node)->operand);
    case Expr::Kind::Lambda: {
      auto *lambda = cast<LambdaExpr>(node);
      for (const LambdaCapture &capture : lambda->captures) {
        if (!capture.init)
          visit_(capture.name);
        expr(capture.init);
      }
      for (const ParamDecl *param : lambda->callOperator->params)
        type(param->syntax);
      return stmt(lambda->callOperator->body);
    }
    case Expr::Kind::PackExpansion:
      return expr(cast<PackExpansionExpr>(node)->pattern);
    case Expr::Kind::Fold:
      expr(cast<FoldExpr>(node)->lhs);
      return expr(cast<FoldExpr>(node)->rhs);
    }
  }

  void decl(const Decl *node) {
    if (auto *variable = dyn_cast<VarDecl>(node)) {
      type(variable->syntax);
      return expr(variable->init);
    }
    if (auto *alias = dyn_cast<TypedefDecl>(node))
      return type(alias->syntax);
    if (auto *check = dyn_cast<StaticAssertDecl>(node))
      expr(check->condition);
  }

  void stmt(const Stmt *node) {
    while (auto *branch = llvm::dyn_cast_or_null<IfStmt>(node)) { // `else if` chains can be long
      stmt(branch->init);
      if (branch->conditionVar)
        decl(branch->conditionVar);
      expr(branch->condition);
      stmt(branch->thenStmt);
      node = branch->elseStmt;
    }
    if (!node)
      return;
    switch (node->kind()) {
    case Stmt::Kind::Compound:
      for (const Stmt *child : cast<CompoundStmt>(node)->body)
        stmt(child);
      return;
    case Stmt::Kind::Expr:
      return expr(cast<ExprStmt>(node)->expr);
    case Stmt::Kind::Decl:
      for (const Decl *each : cast<DeclStmt>(node)->decls)
        decl(each);
      return;
    case Stmt::Kind::While:
      expr(cast<WhileStmt>(node)->unroll.count);
      expr(cast<WhileStmt>(node)->condition);
      return stmt(cast<WhileStmt>(node)->body);
    case Stmt::Kind::Do:
      expr(cast<DoStmt>(node)->unroll.count);
      stmt(cast<DoStmt>(node)->body);
      return expr(cast<DoStmt>(node)->condition);
    case Stmt::Kind::For:
      expr(cast<ForStmt>(node)->unroll.count);
      stmt(cast<ForStmt>(node)->init);
      expr(cast<ForStmt>(node)->condition);
      expr(cast<ForStmt>(node)->increment);
      return stmt(cast<ForStmt>(node)->body);
    case Stmt::Kind::RangeFor:
      decl(cast<RangeForStmt>(node)->variable);
      expr(cast<RangeForStmt>(node)->range);
      return stmt(cast<RangeForStmt>(node)->body);
    case Stmt::Kind::Switch:
      expr(cast<SwitchStmt>(node)->condition);
      return stmt(cast<SwitchStmt>(node)->body);
    case Stmt::Kind::Case:
      return expr(cast<CaseStmt>(node)->value);
    case Stmt::Kind::Return:
      return expr(cast<ReturnStmt>(node)->value);
    case Stmt::Kind::If:
    case Stmt::Kind::Break:
    case Stmt::Kind::Continue:
    case Stmt::Kind::Null:
      return;
    }
  }

private:
  NameVisitor visit_;
};

} // namespace

void visitNames(const Expr *expr, NameVisitor visit) { Visitor(visit).expr(expr); }
void visitNames(const Stmt *stmt, NameVisitor visit) { Visitor(visit).stmt(stmt); }
void visitNames(const TypeSyntax &syntax, NameVisitor visit) { Visitor(visit).type(syntax); }
void visitNames(const TemplateArgSyntax &arg, NameVisitor visit) { Visitor(visit).arg(arg); }

} // namespace hd::sema
