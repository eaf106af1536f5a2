// Bit and integer intrinsics.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

Value FunctionGen::genBitBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  Type i32 = builder_.getI32Type();
  bool isSigned = expr->builtin->params.front()->isSignedInteger();
  auto count = [&](Value value) -> Value {
    return value.getType() == i32 ? value : builder_.create<arith::TruncIOp>(loc, i32, value).getResult();
  };
  switch (expr->builtin->id) {
  case Popc:
    return count(builder_.create<math::CtPopOp>(loc, args[0]));
  case Clz:
    return count(builder_.create<math::CountLeadingZerosOp>(loc, args[0]));
  case Ctz:
    return count(builder_.create<math::CountTrailingZerosOp>(loc, args[0]));
  case Ffs: { // ffs(0) = 0, else 1 + trailing zeros
    Value trailing = count(builder_.create<math::CountTrailingZerosOp>(loc, args[0]));
    Value position = builder_.create<arith::AddIOp>(loc, trailing, constant(1, i32, loc));
    return builder_.create<arith::SelectOp>(loc, isNonZero(args[0], loc), position, constant(0, i32, loc));
  }
  case Brev:
    return builder_.create<ir::BitReverseOp>(loc, args[0]);
  case BytePerm:
    return genBytePerm(args, loc);
  case FunnelShiftL:
  case FunnelShiftR:
  case FunnelShiftLc:
  case FunnelShiftRc:
    return genFunnelShift(expr, args, loc);
  case Mul24: { // the low 24 bits of each
    auto low = [&](Value value) -> Value {
      if (!isSigned)
        return builder_.create<arith::AndIOp>(loc, value, constant(0xffffff, i32, loc));
      Value up = builder_.create<arith::ShLIOp>(loc, value, constant(8, i32, loc));
      return builder_.create<arith::ShRSIOp>(loc, up, constant(8, i32, loc));
    };
    return builder_.create<arith::MulIOp>(loc, low(args[0]), low(args[1]));
  }
  case MulHi:
    if (isSigned)
      return builder_.create<arith::MulSIExtendedOp>(loc, args[0], args[1]).getHigh();
    return builder_.create<arith::MulUIExtendedOp>(loc, args[0], args[1]).getHigh();
  case Sad: { // |x - y| + z
    Value less = genComparison(ast::BinaryOp::Lt, args[0], args[1], expr->builtin->params.front(), loc);
    Value up = builder_.create<arith::SubIOp>(loc, args[1], args[0]);
    Value down = builder_.create<arith::SubIOp>(loc, args[0], args[1]);
    Value distance = builder_.create<arith::SelectOp>(loc, less, up, down);
    return builder_.create<arith::AddIOp>(loc, distance, args[2]);
  }
  case HAdd:
    return genHalvingAdd(args, isSigned, false, loc);
  case RHAdd:
    return genHalvingAdd(args, isSigned, true, loc);
  default:
    llvm_unreachable("no bit operation");
  }
}

// Floor of the mean: (x & y) + ((x ^ y) >> 1); its ceiling: (x | y) - ((x ^ y) >> 1). Neither overflows.
Value FunctionGen::genHalvingAdd(llvm::ArrayRef<Value> args, bool isSigned, bool roundUp, Location loc) {
  Value differing = builder_.create<arith::XOrIOp>(loc, args[0], args[1]);
  Value half = genShift(false, differing, constant(1, args[0].getType(), loc), isSigned, loc);
  if (roundUp)
    return builder_.create<arith::SubIOp>(loc, builder_.create<arith::OrIOp>(loc, args[0], args[1]), half);
  return builder_.create<arith::AddIOp>(loc, builder_.create<arith::AndIOp>(loc, args[0], args[1]), half);
}

// `hi` over `lo` as one number of 64 bits.
Value FunctionGen::joinWords(Value lo, Value hi, Location loc) {
  Type i64 = builder_.getI64Type();
  Value low = builder_.create<arith::ExtUIOp>(loc, i64, lo);
  Value high = builder_.create<arith::ExtUIOp>(loc, i64, hi);
  high = builder_.create<arith::ShLIOp>(loc, high, constant(32, i64, loc));
  return builder_.create<arith::OrIOp>(loc, high, low);
}

// __funnelshift_*(lo, hi, shift): the amount wraps at 32, or with `c` stops there.
Value FunctionGen::genFunnelShift(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  ast::BuiltinId id = expr->builtin->id;
  Type i32 = builder_.getI32Type(), i64 = builder_.getI64Type();
  bool clamps = id == FunnelShiftLc || id == FunnelShiftRc;
  Value amount = args[2];
  if (clamps)
    amount = builder_.create<arith::MinUIOp>(loc, amount, constant(32, i32, loc));
  else
    amount = builder_.create<arith::AndIOp>(loc, amount, constant(31, i32, loc));
  amount = builder_.create<arith::ExtUIOp>(loc, i64, amount);
  Value both = joinWords(args[0], args[1], loc);
  if (id == FunnelShiftL || id == FunnelShiftLc) {
    both = builder_.create<arith::ShLIOp>(loc, both, amount);
    both = builder_.create<arith::ShRUIOp>(loc, both, constant(32, i64, loc));
  } else {
    both = builder_.create<arith::ShRUIOp>(loc, both, amount);
  }
  return builder_.create<arith::TruncIOp>(loc, i32, both);
}

// Byte n of the result is the byte of y:x that bits 4n..4n+2 of the selector name.
Value FunctionGen::genBytePerm(llvm::ArrayRef<Value> args, Location loc) {
  Type i32 = builder_.getI32Type(), i64 = builder_.getI64Type();
  Value both = joinWords(args[0], args[1], loc);
  Value result;
  for (unsigned byte = 0; byte < 4; ++byte) {
    Value selector = builder_.create<arith::ShRUIOp>(loc, args[2], constant(4 * byte, i32, loc));
    selector = builder_.create<arith::AndIOp>(loc, selector, constant(7, i32, loc));
    selector = builder_.create<arith::ShLIOp>(loc, selector, constant(3, i32, loc));
    Value shift = builder_.create<arith::ExtUIOp>(loc, i64, selector);
    Value part = builder_.create<arith::ShRUIOp>(loc, both, shift);
    part = builder_.create<arith::TruncIOp>(loc, i32, part);
    part = builder_.create<arith::AndIOp>(loc, part, constant(0xff, i32, loc));
    part = builder_.create<arith::ShLIOp>(loc, part, constant(8 * byte, i32, loc));
    result = result ? builder_.create<arith::OrIOp>(loc, result, part).getResult() : part;
  }
  return result;
}

} // namespace hd::irgen
