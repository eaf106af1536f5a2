// Conversions between types.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

Value FunctionGen::genCast(const ast::ImplicitCastExpr *expr) {
  Location loc = at(expr);
  const ast::Expr *operand = expr->operand;
  switch (expr->castKind) {
  case ast::CastKind::LValueToRValue:
    if (operand->category == ast::Category::LValue)
      return load(genPlace(operand), loc).scalar();
    return genScalar(operand);
  case ast::CastKind::NoOp:
    return genScalar(operand);
  case ast::CastKind::ArrayDecay:
    return decay(address(genPlace(operand), loc), loc);
  case ast::CastKind::IntegralCast:
  case ast::CastKind::IntegralToBool:
  case ast::CastKind::IntegralToFloating:
  case ast::CastKind::FloatingToIntegral:
  case ast::CastKind::FloatingCast:
  case ast::CastKind::FloatingToBool:
    return convert(genScalar(operand), operand->type, expr->type, loc);
  case ast::CastKind::PointerToBool: {
    return isNonZero(addressBits(genScalar(operand), loc), loc);
  }
  case ast::CastKind::PointerCast: {
    Value source = genScalar(operand);
    Type plain = types_.value(expr->type);
    if (plain.isInteger()) // a pointer to a function
      return addressBits(source, loc);
    if (source.getType().isInteger())
      return builder_.create<ir::IntToPointerOp>(loc, plain, source);
    auto pointee = cast<ast::PointerType>(expr->type.type)->pointee;
    return castTo(source, types_.pointer(pointee, cast<ir::PointerType>(source.getType()).getSpace()), loc);
  }
  case ast::CastKind::PointerToIntegral: {
    Value address = addressBits(genScalar(operand), loc);
    Type target = types_.value(expr->type);
    if (target.getIntOrFloatBitWidth() == 64)
      return address;
    return builder_.create<arith::TruncIOp>(loc, target, address);
  }
  case ast::CastKind::IntegralToPointer: {
    Value value = genScalar(operand);
    unsigned width = value.getType().getIntOrFloatBitWidth();
    if (width < 64 && operand->type->isSignedInteger())
      value = builder_.create<arith::ExtSIOp>(loc, builder_.getI64Type(), value);
    else if (width < 64)
      value = builder_.create<arith::ExtUIOp>(loc, builder_.getI64Type(), value);
    if (types_.value(expr->type).isInteger())
      return value;
    return builder_.create<ir::IntToPointerOp>(loc, types_.value(expr->type), value);
  }
  case ast::CastKind::NullToPointer:
    return nullPointer(types_.value(expr->type), loc);
  case ast::CastKind::FunctionDecay:
  case ast::CastKind::ToVoid:
    break;
  }
  llvm_unreachable("gives no scalar");
}

Value FunctionGen::isNonZero(Value value, Location loc) {
  if (value.getType().isInteger(1))
    return value;
  if (isa<FloatType>(value.getType()))
    return builder_.create<arith::CmpFOp>(loc, arith::CmpFPredicate::UNE, value,
                                          constantFloat(0, value.getType(), loc));
  return builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, value,
                                        constant(0, value.getType(), loc));
}

// Between arithmetic types.
Value FunctionGen::convert(Value value, ast::QualType from, ast::QualType to, Location loc) {
  Type source = value.getType(), target = types_.value(to);
  if (source == target)
    return value;
  if (to->isBool())
    return isNonZero(value, loc);
  unsigned sourceWidth = source.getIntOrFloatBitWidth(), targetWidth = target.getIntOrFloatBitWidth();
  if (from->isFloating() && to->isFloating()) {
    if (targetWidth == sourceWidth) // the 16-bit floats
      value = builder_.create<arith::ExtFOp>(loc, builder_.getF32Type(), value);
    if (targetWidth > sourceWidth)
      return builder_.create<arith::ExtFOp>(loc, target, value);
    return builder_.create<arith::TruncFOp>(loc, target, value);
  }
  if (from->isFloating()) {
    if (to->isSignedInteger())
      return builder_.create<arith::FPToSIOp>(loc, target, value);
    return builder_.create<arith::FPToUIOp>(loc, target, value);
  }
  if (to->isFloating()) {
    if (from->isSignedInteger())
      return builder_.create<arith::SIToFPOp>(loc, target, value);
    return builder_.create<arith::UIToFPOp>(loc, target, value);
  }
  if (targetWidth < sourceWidth)
    return builder_.create<arith::TruncIOp>(loc, target, value);
  if (from->isSignedInteger())
    return builder_.create<arith::ExtSIOp>(loc, target, value);
  return builder_.create<arith::ExtUIOp>(loc, target, value);
}

} // namespace hd::irgen
