// Pointer arithmetic and comparison.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

Value FunctionGen::toGeneric(Value pointer, Location loc) {
  auto type = cast<ir::PointerType>(pointer.getType());
  return castTo(pointer, ir::PointerType::get(&module_.context, type.getPointee(), ir::AddressSpace::Generic),
                loc);
}

// To the first element of an array.
Value FunctionGen::decay(Value array, Location loc) {
  auto type = cast<ir::PointerType>(array.getType());
  Type element = cast<ir::ArrayType>(type.getPointee()).getElement();
  return builder_.create<ir::DecayOp>(loc, ir::PointerType::get(&module_.context, element, type.getSpace()),
                                      array);
}

Value FunctionGen::nullPointer(Type type, Location loc) {
  Value zero = constant(0, builder_.getI64Type(), loc);
  return type.isInteger() ? zero : builder_.create<ir::IntToPointerOp>(loc, type, zero).getResult();
}

// A pointer to a function is a number as it is.
Value FunctionGen::addressBits(Value pointer, Location loc) {
  return pointer.getType().isInteger() ? pointer
                                       : builder_.create<ir::PointerToIntOp>(loc, pointer).getResult();
}

Value FunctionGen::offsetBy(Value pointer, Value index, bool negative, Location loc) {
  if (negative)
    index = negate(index, /*isSigned=*/true, loc);
  return builder_.create<ir::OffsetOp>(loc, pointer.getType(), pointer, index);
}

// p + n, p - n, p - q and comparisons.
Value FunctionGen::genPointerBinary(const ast::BinaryExpr *expr, Value lhs) {
  Location loc = module_.at(expr->opLocation);
  Value rhs = genScalar(expr->rhs);
  bool isSub = expr->op == ast::BinaryOp::Sub;
  if (!expr->rhs->type->isPointer())
    return offsetBy(lhs, rhs, isSub, loc);
  Value left = addressBits(lhs, loc), right = addressBits(rhs, loc);
  if (!isSub)
    return genComparison(expr->op, left, right, expr->lhs->type, loc);
  Value bytes = builder_.create<arith::SubIOp>(loc, left, right);
  uint64_t size = cast<ast::PointerType>(expr->lhs->type.type)->pointee->size();
  if (size <= 1)
    return bytes;
  if (llvm::isPowerOf2_64(size)) // exact: elements of one array
    return builder_.create<arith::ShRSIOp>(loc, bytes, constant(llvm::Log2_64(size), bytes.getType(), loc));
  return builder_.create<arith::DivSIOp>(loc, bytes, constant(int64_t(size), bytes.getType(), loc));
}

} // namespace hd::irgen
