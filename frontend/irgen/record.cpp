// Records as values, and calls of functions, which pass them leaf by leaf.
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

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
  if (auto *binary = dyn_cast<ast::BinaryExpr>(expr)) {
    if (binary->op != ast::BinaryOp::Comma)
      return genVectorBinary(binary);
    genDiscarded(binary->lhs);
    return genRvalue(binary->rhs);
  }
  if (auto *unary = dyn_cast<ast::UnaryExpr>(expr))
    return genVectorUnary(unary);
  if (auto *list = dyn_cast<ast::InitListExpr>(expr); list && types_.splits(expr->type.type))
    return genList(list);
  if (auto *member = dyn_cast<ast::MemberExpr>(expr))
    return genPart(member);
  // Lists and constructors put the object where it belongs; here it belongs nowhere yet.
  assert((isa<ast::InitListExpr, ast::ConstructExpr>(expr)));
  Value memory = makePrivate(expr->type, 0, loc);
  genInit(memory, expr->type, expr);
  return load({nullptr, 0, memory, expr->type}, loc);
}

// `{a, b}` as a value that splits.
Rvalue FunctionGen::genList(const ast::InitListExpr *list) {
  auto *record = cast<ast::RecordType>(list->type.type)->decl;
  Rvalue result;
  for (auto [index, field] : llvm::enumerate(record->fields)) {
    const ast::Expr *init = index < list->inits.size() ? list->inits[index] : nullptr;
    Rvalue part = init ? genRvalue(init) : zero(field->type, at(list));
    if (field->bits)
      part = truncateToField(part.scalar(), *field, at(list));
    result.leaves.append(part.leaves);
  }
  return result;
}

// A field of a record that is no lvalue: `f().x`.
Rvalue FunctionGen::genPart(const ast::MemberExpr *expr) {
  Location loc = at(expr);
  Rvalue base = genRecord(expr->base);
  auto *record = cast<ast::RecordType>(expr->base->type.type)->decl;
  if (base.memory)
    return load(fieldPlace(base.memory, *record, *expr->field, expr->type, loc), loc);
  Rvalue result;
  auto first = base.leaves.begin() + types_.firstLeaf(record, expr->field->index);
  result.leaves.assign(first, first + types_.leaves(expr->type.type).size());
  return result;
}

void FunctionGen::genArgs(llvm::ArrayRef<ast::Expr *> args, Values &values) {
  for (const ast::Expr *arg : args) {
    Location loc = at(arg);
    if (!types_.splits(arg->type.type)) { // the callee owns its copy
      Value copy = makePrivate(arg->type, 0, loc);
      genInit(copy, arg->type, arg);
      values.push_back(toGeneric(copy, loc));
      continue;
    }
    for (Value leaf : genRvalue(arg).leaves)
      values.push_back(isa<ir::PointerType>(leaf.getType()) ? toGeneric(leaf, loc) : leaf);
  }
}

Rvalue FunctionGen::genCall(const ast::CallExpr *expr) {
  if (expr->builtin)
    return genBuiltin(expr);
  bool splits = types_.splits(expr->type.type);
  return genCallInto(expr, splits ? Value() : makePrivate(expr->type, 0, at(expr)));
}

// `result`: memory for a result that does not split, which nobody else has a pointer to.
Rvalue FunctionGen::genCallInto(const ast::CallExpr *expr, Value result) {
  Location loc = at(expr);
  func::FuncOp callee = module_.declare(expr->function);
  Values args;
  if (result)
    args.push_back(toGeneric(result, loc));
  genArgs(expr->args, args);
  auto call = builder_.create<func::CallOp>(loc, callee, args);
  Rvalue value;
  value.memory = result;
  value.leaves.assign(call.result_begin(), call.result_end());
  return value;
}

void FunctionGen::genConstruct(const ast::ConstructExpr *expr, Value pointer) {
  Location loc = at(expr);
  Values args{toGeneric(pointer, loc)};
  genArgs(expr->args, args);
  builder_.create<func::CallOp>(loc, module_.declare(expr->constructor), args);
}

} // namespace hd::irgen
