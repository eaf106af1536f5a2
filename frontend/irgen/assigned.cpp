#include "frontend/irgen/assigned.h"

#include "frontend/irgen/effects.h"
#include "frontend/irgen/walk.h"

using llvm::dyn_cast;

namespace hd::irgen {

namespace {

// Adds the leaves that an lvalue names; those that live in memory are no business of the environment.
void addTarget(const ast::Expr *target, bool replaces, Types &types, AssignedSlots &slots) {
  const ast::Expr *expr = strip(target);
  unsigned count = types.splits(expr->type.type) ? types.leaves(expr->type.type).size() : 0;
  unsigned first = 0;
  while (auto *member = dyn_cast<ast::MemberExpr>(expr)) {
    if (member->isArrow)
      return;
    expr = strip(member->base);
    auto *record = dyn_cast<ast::RecordType>(expr->type.type);
    if (!record || !types.splits(record))
      return;
    first += types.firstLeaf(record->decl, member->field->index);
  }
  if (auto *binary = dyn_cast<ast::BinaryExpr>(expr)) { // (a, b) = c
    addTarget(binary->rhs, replaces, types, slots);
  } else if (auto *assign = dyn_cast<ast::AssignExpr>(expr)) { // (a = b) = c
    addTarget(assign->lhs, replaces, types, slots);
  } else if (auto *unary = dyn_cast<ast::UnaryExpr>(expr)) { // ++a = c
    if (unary->op == ast::UnaryOp::PreInc || unary->op == ast::UnaryOp::PreDec)
      addTarget(unary->operand, replaces, types, slots);
  } else if (auto *name = dyn_cast<ast::NameExpr>(expr)) {
    if (!livesInMemory(name->decl, types))
      for (unsigned leaf = first; leaf < first + count; ++leaf)
        slots[{name->decl, leaf}] |= replaces;
  }
}

// What this node itself assigns.
void addNode(const ast::Expr *expr, Types &types, AssignedSlots &slots) {
  if (auto *assign = dyn_cast<ast::AssignExpr>(expr))
    return addTarget(assign->lhs, !assign->op, types, slots);
  if (auto *unary = dyn_cast<ast::UnaryExpr>(expr); unary && isStep(unary->op))
    addTarget(unary->operand, false, types, slots);
}

} // namespace

void collectAssigned(const ast::Expr *root, Types &types, AssignedSlots &slots) {
  walk(root, [&](const ast::Expr *expr) { addNode(expr, types, slots); });
}

void collectAssigned(const ast::Stmt *root, Types &types, AssignedSlots &slots) {
  walk(root, [](const ast::Stmt *) {}, [&](const ast::Expr *expr) { addNode(expr, types, slots); });
}

} // namespace hd::irgen
