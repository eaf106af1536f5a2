// Expressions as values. Sema has made every conversion explicit; nothing converts on its own here.
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

Value FunctionGen::genScalar(const ast::Expr *written) {
  const ast::Expr *expr = strip(written);
  Location loc = at(expr);
  switch (expr->kind()) {
  case ast::Expr::Kind::IntLiteral:
    return constant(int64_t(cast<ast::IntLiteral>(expr)->value), types_.value(expr->type), loc);
  case ast::Expr::Kind::FloatLiteral:
    return constantFloat(cast<ast::FloatLiteral>(expr)->value, types_.value(expr->type), loc);
  case ast::Expr::Kind::BoolLiteral:
    return boolean(cast<ast::BoolLiteral>(expr)->value, loc);
  case ast::Expr::Kind::NullPointer:
    return expr->type->isPointer() ? nullPointer(types_.value(expr->type), loc)
                                   : constant(0, builder_.getI64Type(), loc);
  case ast::Expr::Kind::Unary:
    return genUnary(cast<ast::UnaryExpr>(expr));
  case ast::Expr::Kind::Binary:
    return genBinary(cast<ast::BinaryExpr>(expr));
  case ast::Expr::Kind::Assign:
    return load(genAssign(cast<ast::AssignExpr>(expr)), loc).scalar();
  case ast::Expr::Kind::Conditional:
    return genConditional(cast<ast::ConditionalExpr>(expr)).scalar();
  case ast::Expr::Kind::Call:
    return genCall(cast<ast::CallExpr>(expr)).scalar();
  case ast::Expr::Kind::ImplicitCast:
    return genCast(cast<ast::ImplicitCastExpr>(expr));
  case ast::Expr::Kind::InitList: { // `int x = {3}`
    auto *list = cast<ast::InitListExpr>(expr);
    return list->inits.empty() || !list->inits.front() ? zero(expr->type, loc).scalar()
                                                       : genScalar(list->inits.front());
  }
  case ast::Expr::Kind::Member:
    if (expr->category == ast::Category::RValue)
      return genRecord(expr).scalar();
    return load(genPlace(expr), loc).scalar();
  case ast::Expr::Kind::Name:
  case ast::Expr::Kind::Subscript:
  case ast::Expr::Kind::Temporary:
    return load(genPlace(expr), loc).scalar();
  case ast::Expr::Kind::StringLiteral: // for `%s`
    return decay(genPlace(expr).pointer, loc);
  case ast::Expr::Kind::SizeOf:
  case ast::Expr::Kind::Cast:
  case ast::Expr::Kind::Paren:
  case ast::Expr::Kind::This:
  case ast::Expr::Kind::Construct:
  case ast::Expr::Kind::Lambda:
  case ast::Expr::Kind::PackExpansion:
  case ast::Expr::Kind::SizeOfPack:
  case ast::Expr::Kind::Fold:
    break;
  }
  llvm_unreachable("no scalar after sema");
}

Rvalue FunctionGen::genRvalue(const ast::Expr *expr) {
  if (expr->type->isScalar())
    return genScalar(expr);
  if (!expr->type->isVoid())
    return genRecord(expr);
  genDiscarded(expr);
  return {};
}

void FunctionGen::genDiscarded(const ast::Expr *written) {
  const ast::Expr *expr = strip(written);
  if (auto *conversion = dyn_cast<ast::ImplicitCastExpr>(expr))
    if (conversion->castKind == ast::CastKind::ToVoid)
      return genDiscarded(conversion->operand);
  if (auto *assign = dyn_cast<ast::AssignExpr>(expr)) {
    genAssign(assign);
  } else if (auto *unary = dyn_cast<ast::UnaryExpr>(expr); unary && isStep(unary->op)) {
    genStep(unary, nullptr);
  } else if (auto *comma = dyn_cast<ast::BinaryExpr>(expr); comma && comma->op == ast::BinaryOp::Comma) {
    genDiscarded(comma->lhs);
    genDiscarded(comma->rhs);
  } else if (auto *conditional = dyn_cast<ast::ConditionalExpr>(expr)) {
    branchStatements(
        at(expr), genScalar(conditional->condition), [&] { genDiscarded(conditional->thenExpr); },
        [&] { genDiscarded(conditional->elseExpr); });
  } else if (auto *call = dyn_cast<ast::CallExpr>(expr)) {
    genCall(call);
  } else if (expr->category == ast::Category::LValue && !expr->type.isVolatile) {
    genPlace(expr);
  } else {
    genRvalue(expr);
  }
}

Value FunctionGen::genUnary(const ast::UnaryExpr *expr) {
  Location loc = at(expr);
  switch (expr->op) {
  case ast::UnaryOp::Plus:
    return genScalar(expr->operand);
  case ast::UnaryOp::Minus:
    return negate(genScalar(expr->operand), expr->type->isSignedInteger(), loc);
  case ast::UnaryOp::Not:
    return logicalNot(genScalar(expr->operand), loc);
  case ast::UnaryOp::BitNot: {
    Value value = genScalar(expr->operand);
    return builder_.create<arith::XOrIOp>(loc, value, constant(-1, value.getType(), loc));
  }
  case ast::UnaryOp::AddressOf:
    return address(genPlace(expr->operand), loc);
  case ast::UnaryOp::Deref:
    return load(genPlace(expr), loc).scalar();
  case ast::UnaryOp::PreInc:
  case ast::UnaryOp::PreDec:
    return load(genStep(expr, nullptr), loc).scalar();
  case ast::UnaryOp::PostInc:
  case ast::UnaryOp::PostDec: {
    Rvalue old;
    genStep(expr, &old);
    return old.scalar();
  }
  }
  llvm_unreachable("all operators are handled");
}

// Chains lean to the left (`a + b + c + ...`): walked without recursion, however long they are.
Value FunctionGen::genBinary(const ast::BinaryExpr *expr) {
  if (expr->op == ast::BinaryOp::Comma) {
    genDiscarded(expr->lhs);
    return genScalar(expr->rhs);
  }
  if (expr->lhs->type->isRecord())
    return genVectorComparison(expr);
  SmallVector<const ast::BinaryExpr *> spine = {expr};
  const ast::Expr *leftmost = expr->lhs;
  while (auto *next = dyn_cast<ast::BinaryExpr>(strip(leftmost))) {
    if (next->op == ast::BinaryOp::Comma || next->lhs->type->isRecord())
      break;
    spine.push_back(next);
    leftmost = next->lhs;
  }
  Value value = genScalar(leftmost);
  for (const ast::BinaryExpr *step : llvm::reverse(spine))
    value = genOneBinary(step, value);
  return value;
}

Value FunctionGen::genOneBinary(const ast::BinaryExpr *expr, Value lhs) {
  if (expr->op == ast::BinaryOp::LogicalAnd || expr->op == ast::BinaryOp::LogicalOr)
    return genLogical(expr, lhs);
  if (expr->lhs->type->isPointer())
    return genPointerBinary(expr, lhs);
  Location loc = module_.at(expr->opLocation);
  return genArithmetic(expr->op, lhs, genScalar(expr->rhs), expr->lhs->type, loc);
}

Value FunctionGen::genLogical(const ast::BinaryExpr *expr, Value lhs) {
  Location loc = module_.at(expr->opLocation);
  bool isAnd = expr->op == ast::BinaryOp::LogicalAnd;
  if (isCheap(expr->rhs, types_)) {
    Value rhs = genScalar(expr->rhs);
    if (isAnd)
      return builder_.create<arith::AndIOp>(loc, lhs, rhs);
    return builder_.create<arith::OrIOp>(loc, lhs, rhs);
  }
  auto evaluate = [&]() -> Values { return {genScalar(expr->rhs)}; };
  auto known = [&]() -> Values { return {boolean(!isAnd, loc)}; };
  return (isAnd ? genBranches(loc, lhs, evaluate, known) : genBranches(loc, lhs, known, evaluate)).front();
}

Rvalue FunctionGen::genConditional(const ast::ConditionalExpr *expr) {
  Location loc = at(expr);
  if (std::optional<bool> known = constantCondition(expr->condition))
    return genRvalue(*known ? expr->thenExpr : expr->elseExpr);
  Value condition = genScalar(expr->condition);
  Rvalue result;
  if (!types_.splits(expr->type.type)) {
    result.memory = makePrivate(expr->type, 0, loc);
    Place place{nullptr, 0, result.memory, expr->type};
    branchStatements(
        loc, condition, [&] { store(place, genRvalue(expr->thenExpr), loc); },
        [&] { store(place, genRvalue(expr->elseExpr), loc); });
    return result;
  }
  if (expr->type->isScalar() && isCheap(expr->thenExpr, types_) && isCheap(expr->elseExpr, types_)) {
    Value onTrue = genScalar(expr->thenExpr), onFalse = genScalar(expr->elseExpr);
    Block *block = builder_.getInsertionBlock();
    std::tie(onTrue, onFalse) = unify(onTrue, block, onFalse, block, loc);
    return Value(builder_.create<arith::SelectOp>(loc, condition, onTrue, onFalse));
  }
  result.leaves = genBranches(
      loc, condition, [&] { return genRvalue(expr->thenExpr).leaves; },
      [&] { return genRvalue(expr->elseExpr).leaves; });
  return result;
}

} // namespace hd::irgen
