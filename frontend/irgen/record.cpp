// Records as values, and calls of functions, which pass them leaf by leaf.
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

static bool isList(const ast::Expr *expr) { return isa<ast::InitListExpr>(expr); }

// A record, or any part of one that is not in memory.
Rvalue FunctionGen::genRecord(const ast::Expr *written) {
  const ast::Expr *expr = strip(written);
  Location loc = at(expr);
  if (auto *conversion = dyn_cast<ast::ImplicitCastExpr>(expr))
    return genRecord(conversion->operand); // lvalue to rvalue, or qualifiers
  if (expr->category == ast::Category::LValue)
    return load(genPlace(expr), loc);
  if (auto *call = dyn_cast<ast::CallExpr>(expr))
    return genCall(call);
  if (auto *conditional = dyn_cast<ast::ConditionalExpr>(expr))
    return genConditional(conditional);
  if (auto *assign = dyn_cast<ast::AssignExpr>(expr))
    return load(genAssign(assign), loc);
  if (auto *comma = dyn_cast<ast::BinaryExpr>(expr)) {
    genDiscarded(comma->lhs);
    return genRvalue(comma->rhs);
  }
  if (isList(expr) && !types_.splits(expr->type.type)) {
    Rvalue result;
    result.memory = makePrivate(expr->type, 0, loc);
    genInit(result.memory, expr->type, expr);
    return result;
  }
  if (isList(expr)) {
    auto *list = cast<ast::InitListExpr>(expr);
    auto *record = cast<ast::RecordType>(expr->type.type)->decl;
    Rvalue result;
    for (auto [index, field] : llvm::enumerate(record->fields)) {
      const ast::Expr *init = index < list->inits.size() ? list->inits[index] : nullptr;
      result.leaves.append((init ? genRvalue(init) : zero(field->type, loc)).leaves);
    }
    return result;
  }
  auto *member = cast<ast::MemberExpr>(expr); // of a record that is no lvalue: `f().x`
  Rvalue base = genRecord(member->base);
  auto *record = cast<ast::RecordType>(member->base->type.type)->decl;
  if (base.memory)
    return load({nullptr, 0, fieldPointer(base.memory, member->field->index, loc), expr->type}, loc);
  Rvalue result;
  auto first = base.leaves.begin() + types_.firstLeaf(record, member->field->index);
  result.leaves.assign(first, first + types_.leaves(expr->type.type).size());
  return result;
}

Rvalue FunctionGen::genCall(const ast::CallExpr *expr) {
  if (expr->builtin)
    return genBuiltin(expr);
  Location loc = at(expr);
  func::FuncOp callee = module_.declare(expr->function);
  Rvalue result;
  Values args;
  if (!types_.splits(expr->type.type)) {
    result.memory = makePrivate(expr->type, 0, loc);
    args.push_back(toGeneric(result.memory, loc));
  }
  for (const ast::Expr *arg : expr->args) {
    Rvalue value = genRvalue(arg);
    if (value.memory) { // the callee owns its copy
      Value copy = makePrivate(arg->type, 0, loc);
      store({nullptr, 0, copy, arg->type}, value, loc);
      args.push_back(toGeneric(copy, loc));
    }
    for (Value leaf : value.leaves)
      args.push_back(isa<ir::PointerType>(leaf.getType()) ? toGeneric(leaf, loc) : leaf);
  }
  auto call = builder_.create<func::CallOp>(loc, callee, args);
  result.leaves.assign(call.result_begin(), call.result_end());
  return result;
}

} // namespace hd::irgen
