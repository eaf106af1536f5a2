// Lvalues: which variable's values or which memory an expression names.
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

Place FunctionGen::genPlace(const ast::Expr *written) {
  const ast::Expr *expr = strip(written);
  Location loc = at(expr);
  if (auto *name = dyn_cast<ast::NameExpr>(expr)) {
    bool inMemory = memory_.contains(name->decl) || livesInMemory(name->decl, types_);
    if (auto *var = dyn_cast<ast::VarDecl>(name->decl))
      inMemory |= var->isStatic && !var->isFileScope;
    return {name->decl, 0, inMemory ? pointerTo(name->decl, loc) : Value(), expr->type};
  }
  if (auto *member = dyn_cast<ast::MemberExpr>(expr); member && expr->category == ast::Category::LValue)
    return genMember(member);
  if (auto *subscript = dyn_cast<ast::SubscriptExpr>(expr)) {
    Value base = genScalar(subscript->base);
    return {nullptr, 0, offsetBy(base, genScalar(subscript->index), false, loc), expr->type};
  }
  if (auto *unary = dyn_cast<ast::UnaryExpr>(expr)) {
    if (unary->op == ast::UnaryOp::Deref)
      return {nullptr, 0, genScalar(unary->operand), expr->type};
    if (isStep(unary->op))
      return genStep(unary, nullptr);
  }
  if (auto *assign = dyn_cast<ast::AssignExpr>(expr))
    return genAssign(assign);
  if (auto *comma = dyn_cast<ast::BinaryExpr>(expr); comma && comma->op == ast::BinaryOp::Comma) {
    genDiscarded(comma->lhs);
    return genPlace(comma->rhs);
  }
  if (auto *text = dyn_cast<ast::StringLiteral>(expr)) {
    std::string bytes = text->value + '\0';
    Type type = ir::ArrayType::get(&module_.context, bytes.size(), builder_.getI8Type());
    ir::GlobalOp global = module_.constantTable(bytes, type, ".str", 1, loc);
    return {nullptr, 0, builder_.create<ir::AddressOfOp>(loc, global.getType(), global.getSymName()),
            expr->type};
  }
  if (auto *temporary = dyn_cast<ast::TemporaryExpr>(expr)) {
    Value memory =
        temporary->variable ? pointerTo(temporary->variable, loc) : makePrivate(expr->type, 0, loc);
    Place place{nullptr, 0, memory, expr->type};
    genInit(place.pointer, expr->type, temporary->operand);
    return place;
  }
  if (auto *conversion = dyn_cast<ast::ImplicitCastExpr>(expr);
      conversion && conversion->operand->category == ast::Category::LValue)
    return genPlace(conversion->operand);
  // A temporary object.
  Place place{nullptr, 0, makePrivate(expr->type, 0, loc), expr->type};
  genInit(place.pointer, expr->type, expr);
  return place;
}

Place FunctionGen::genMember(const ast::MemberExpr *expr) {
  Location loc = at(expr);
  const ast::FieldDecl *field = expr->field;
  ast::QualType object = expr->base->type;
  if (expr->isArrow)
    object = cast<ast::PointerType>(object.type)->pointee;
  auto *record = cast<ast::RecordType>(object.type)->decl;
  if (expr->isArrow)
    return fieldPlace(genScalar(expr->base), *record, *field, expr->type, loc);
  Place base = genPlace(expr->base);
  if (base.pointer)
    return fieldPlace(base.pointer, *record, *field, expr->type, loc);
  Place part{base.variable, base.leaf + types_.firstLeaf(record, field->index), {}, expr->type};
  part.bitField = field->bits ? field : nullptr;
  return part;
}

// Sema marks every variable whose address is used, so that it lives in memory.
Value FunctionGen::address(const Place &place, Location loc) {
  if (place.pointer)
    return place.pointer;
  auto *decl = place.variable;
  module_.engine.report(diag::Id::CannotLower, decl->range,
                        "the address of `" + decl->name + "` in this place",
                        "copy it to a variable of its own first");
  return makePrivate(place.type, 0, loc);
}

} // namespace hd::irgen
