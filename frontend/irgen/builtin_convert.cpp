// Conversions with a rounding mode, and bits taken as another type.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

// A floating value's bits as an integer.
Value FunctionGen::bitPattern(Value floating, Location loc) {
  Type type = builder_.getIntegerType(floating.getType().getIntOrFloatBitWidth());
  return builder_.create<arith::BitcastOp>(loc, type, floating);
}

Value FunctionGen::genConversionBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  ast::QualType source = expr->builtin->params.front(), target = expr->type;
  Type i32 = builder_.getI32Type(), i64 = builder_.getI64Type();
  switch (expr->builtin->id) {
  case BitCast:
    return builder_.create<arith::BitcastOp>(loc, types_.value(target), args[0]);
  case HiLoIntToDouble:
    return builder_.create<arith::BitcastOp>(loc, builder_.getF64Type(), joinWords(args[1], args[0], loc));
  case DoubleToHiInt: {
    Value high = builder_.create<arith::ShRUIOp>(loc, bitPattern(args[0], loc), constant(32, i64, loc));
    return builder_.create<arith::TruncIOp>(loc, i32, high);
  }
  case DoubleToLoInt:
    return builder_.create<arith::TruncIOp>(loc, i32, bitPattern(args[0], loc));
  case FloatToIntRn:
    return convert(builder_.create<math::RoundEvenOp>(loc, args[0]), source, target, loc);
  case FloatToIntRu:
    return convert(builder_.create<math::CeilOp>(loc, args[0]), source, target, loc);
  case FloatToIntRd:
    return convert(builder_.create<math::FloorOp>(loc, args[0]), source, target, loc);
  case FloatToIntRz:
  case IntToFloatRn:
  case DoubleToFloatRn:
    return convert(args[0], source, target, loc);
  case DoubleToFloatRz:
  case DoubleToFloatRu:
  case DoubleToFloatRd:
    return narrowDirected(expr->builtin->id, args[0], loc);
  default:
    llvm_unreachable("no conversion");
  }
}

// double to float: rounded to nearest, and where that went the wrong way, one step back on the number line.
// The neighbour away from zero has bits + 1, the one toward zero bits - 1.
Value FunctionGen::narrowDirected(ast::BuiltinId id, Value value, Location loc) {
  Type i32 = builder_.getI32Type();
  Value nearest = builder_.create<arith::TruncFOp>(loc, builder_.getF32Type(), value);
  Value back = builder_.create<arith::ExtFOp>(loc, value.getType(), nearest);
  Value bits = bitPattern(nearest, loc);
  auto compare = [&](arith::CmpFPredicate predicate, Value a, Value b) -> Value {
    return builder_.create<arith::CmpFOp>(loc, predicate, a, b);
  };
  auto step = [&](Value when, Value by) -> Value {
    Value moved = builder_.create<arith::AddIOp>(loc, bits, by);
    moved = builder_.create<arith::BitcastOp>(loc, nearest.getType(), moved);
    return builder_.create<arith::SelectOp>(loc, when, moved, nearest);
  };
  if (id == ast::BuiltinId::DoubleToFloatRz) {
    Value over = compare(arith::CmpFPredicate::OGT, builder_.create<math::AbsFOp>(loc, back),
                         builder_.create<math::AbsFOp>(loc, value));
    return step(over, constant(-1, i32, loc));
  }
  bool up = id == ast::BuiltinId::DoubleToFloatRu;
  Value negative =
      builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, bits, constant(0, i32, loc));
  Value wrong = compare(up ? arith::CmpFPredicate::OLT : arith::CmpFPredicate::OGT, back, value);
  Value by = builder_.create<arith::SelectOp>(loc, negative, constant(up ? -1 : 1, i32, loc),
                                              constant(up ? 1 : -1, i32, loc));
  return step(wrong, by);
}

} // namespace hd::irgen
