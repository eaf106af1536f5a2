// Whether a record parameter is only read: then its parameter memory serves, and no copy is needed.
#include "frontend/irgen/effects.h"

#include "frontend/irgen/walk.h"

using llvm::dyn_cast;

namespace hd::irgen {

// The variable that a read of `p.a.b[i].c` reads from, null when it goes through a pointer.
static const ast::ValueDecl *ownerOfRead(const ast::Expr *written) {
  const ast::Expr *expr = strip(written);
  while (true) {
    if (auto *member = dyn_cast<ast::MemberExpr>(expr); member && !member->isArrow)
      expr = strip(member->base);
    else if (auto *subscript = dyn_cast<ast::SubscriptExpr>(expr))
      expr = strip(subscript->base);
    else if (auto *decay = dyn_cast<ast::ImplicitCastExpr>(expr);
             decay &&
             (decay->castKind == ast::CastKind::ArrayDecay || decay->castKind == ast::CastKind::NoOp))
      expr = strip(decay->operand);
    else
      break;
  }
  auto *name = dyn_cast<ast::NameExpr>(expr);
  return name ? name->decl : nullptr;
}

bool isOnlyRead(const ast::ParamDecl *param, const ast::FunctionDecl &function) {
  unsigned uses = 0, reads = 0;
  auto onExpr = [&](const ast::Expr *expr) {
    auto *name = dyn_cast<ast::NameExpr>(expr);
    uses += name && name->decl == param;
    auto *load = dyn_cast<ast::ImplicitCastExpr>(expr);
    reads += load && load->castKind == ast::CastKind::LValueToRValue && ownerOfRead(load->operand) == param;
  };
  walk(function.body, [](const ast::Stmt *) {}, onExpr);
  return uses == reads;
}

} // namespace hd::irgen
