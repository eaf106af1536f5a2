#include "frontend/irgen/walk.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/TypeSwitch.h"

using llvm::cast;
using llvm::dyn_cast;

namespace hd::irgen {

namespace {

using Children = llvm::SmallVectorImpl<const ast::Expr *>;

void addChildren(const ast::Expr *expr, Children &out) {
  llvm::TypeSwitch<const ast::Expr *>(expr)
      .Case([&](const ast::UnaryExpr *e) { out.push_back(e->operand); })
      .Case([&](const ast::BinaryExpr *e) { out.append({e->rhs, e->lhs}); })
      .Case([&](const ast::AssignExpr *e) { out.append({e->rhs, e->lhs}); })
      .Case([&](const ast::ConditionalExpr *e) { out.append({e->elseExpr, e->thenExpr, e->condition}); })
      .Case([&](const ast::CallExpr *e) { out.append(e->args.rbegin(), e->args.rend()); })
      .Case([&](const ast::SubscriptExpr *e) { out.append({e->index, e->base}); })
      .Case([&](const ast::MemberExpr *e) { out.push_back(e->base); })
      .Case([&](const ast::CastExpr *e) { out.push_back(e->operand); })
      .Case([&](const ast::ImplicitCastExpr *e) { out.push_back(e->operand); })
      .Case([&](const ast::InitListExpr *e) { out.append(e->inits.rbegin(), e->inits.rend()); })
      .Case([&](const ast::ConstructExpr *e) { out.append(e->args.rbegin(), e->args.rend()); })
      .Case([&](const ast::TemporaryExpr *e) { out.push_back(e->operand); })
      .Case([&](const ast::ParenExpr *e) { out.push_back(e->operand); });
}

} // namespace

void walk(const ast::Expr *root, ExprVisitor onExpr) {
  llvm::SmallVector<const ast::Expr *, 16> pending = {root};
  while (!pending.empty()) {
    const ast::Expr *expr = pending.pop_back_val();
    if (!expr)
      continue;
    onExpr(expr);
    addChildren(expr, pending);
  }
}

void walk(const ast::Stmt *root, StmtVisitor onStmt, ExprVisitor onExpr) {
  if (!root)
    return;
  onStmt(root);
  auto stmt = [&](const ast::Stmt *child) { walk(child, onStmt, onExpr); };
  auto expr = [&](const ast::Expr *child) { walk(child, onExpr); };
  llvm::TypeSwitch<const ast::Stmt *>(root)
      .Case([&](const ast::CompoundStmt *s) { llvm::for_each(s->body, stmt); })
      .Case([&](const ast::ExprStmt *s) { expr(s->expr); })
      .Case([&](const ast::DeclStmt *s) {
        for (const ast::Decl *decl : s->decls)
          if (auto *var = dyn_cast<ast::VarDecl>(decl))
            expr(var->init);
      })
      .Case([&](const ast::IfStmt *s) { expr(s->condition), stmt(s->thenStmt), stmt(s->elseStmt); })
      .Case([&](const ast::WhileStmt *s) { expr(s->condition), stmt(s->body); })
      .Case([&](const ast::DoStmt *s) { stmt(s->body), expr(s->condition); })
      .Case([&](const ast::ForStmt *s) {
        stmt(s->init), expr(s->condition), stmt(s->body), expr(s->increment);
      })
      .Case([&](const ast::SwitchStmt *s) { expr(s->condition), stmt(s->body); })
      .Case([&](const ast::ReturnStmt *s) { expr(s->value); });
}

bool isStep(ast::UnaryOp op) {
  return op == ast::UnaryOp::PreInc || op == ast::UnaryOp::PreDec || op == ast::UnaryOp::PostInc ||
         op == ast::UnaryOp::PostDec;
}

const ast::Expr *strip(const ast::Expr *expr) {
  while (true) {
    if (auto *paren = dyn_cast<ast::ParenExpr>(expr))
      expr = paren->operand;
    else if (auto *written = dyn_cast<ast::CastExpr>(expr))
      expr = written->operand;
    else
      return expr;
  }
}

} // namespace hd::irgen
