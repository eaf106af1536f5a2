// Short names for building kernel IR at one place: what passes that write much arithmetic need.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace hd::ir {

class Build {
public:
  using Value = mlir::Value;
  using Predicate = mlir::arith::CmpIPredicate;

  Build(mlir::OpBuilder &builder, mlir::Location loc) : builder(builder), loc(loc) {}
  // In front of `op`, at its location.
  explicit Build(mlir::OpBuilder &builder, mlir::Operation *op) : builder(builder), loc(op->getLoc()) {
    builder.setInsertionPoint(op);
  }

  template <class Op, class... Args> Op make(Args &&...args) {
    return builder.create<Op>(loc, std::forward<Args>(args)...);
  }

  mlir::Type i1() { return builder.getI1Type(); }
  mlir::Type i32() { return builder.getI32Type(); }
  mlir::Type i64() { return builder.getI64Type(); }
  PointerType pointer(mlir::Type pointee, AddressSpace space) {
    return PointerType::get(builder.getContext(), pointee, space);
  }

  Value integer(mlir::Type type, llvm::APInt value) {
    return make<mlir::arith::ConstantOp>(builder.getIntegerAttr(type, value));
  }
  Value integer(mlir::Type type, uint64_t value) {
    return integer(type, llvm::APInt(64, value).zextOrTrunc(type.getIntOrFloatBitWidth()));
  }
  Value int32(uint32_t value) { return integer(i32(), value); }
  Value int64(uint64_t value) { return integer(i64(), value); }
  Value boolean(bool value) { return integer(i1(), value); }
  // Zero, false or null of any value type.
  Value zero(mlir::Type type) {
    if (llvm::isa<PointerType>(type))
      return make<IntToPointerOp>(type, int64(0));
    return make<mlir::arith::ConstantOp>(builder.getZeroAttr(type));
  }

  Value add(Value a, Value b) { return make<mlir::arith::AddIOp>(a, b); }
  Value sub(Value a, Value b) { return make<mlir::arith::SubIOp>(a, b); }
  Value mul(Value a, Value b) { return make<mlir::arith::MulIOp>(a, b); }
  Value bitAnd(Value a, Value b) { return make<mlir::arith::AndIOp>(a, b); }
  Value bitOr(Value a, Value b) { return make<mlir::arith::OrIOp>(a, b); }
  Value bitXor(Value a, Value b) { return make<mlir::arith::XOrIOp>(a, b); }
  Value shl(Value a, Value b) { return make<mlir::arith::ShLIOp>(a, b); }
  Value shr(Value a, Value b) { return make<mlir::arith::ShRUIOp>(a, b); }
  Value sar(Value a, Value b) { return make<mlir::arith::ShRSIOp>(a, b); }
  Value shl(Value a, unsigned n) { return shl(a, integer(a.getType(), n)); }
  Value shr(Value a, unsigned n) { return shr(a, integer(a.getType(), n)); }
  Value sar(Value a, unsigned n) { return sar(a, integer(a.getType(), n)); }
  Value bitAnd(Value a, uint64_t n) { return bitAnd(a, integer(a.getType(), n)); }
  Value bitOr(Value a, uint64_t n) { return bitOr(a, integer(a.getType(), n)); }
  Value add(Value a, uint64_t n) { return add(a, integer(a.getType(), n)); }
  Value sub(Value a, uint64_t n) { return sub(a, integer(a.getType(), n)); }
  Value invert(Value a) { return bitXor(a, integer(a.getType(), ~uint64_t(0))); }
  Value negate(Value a) { return sub(zero(a.getType()), a); }
  Value compare(Predicate predicate, Value a, Value b) { return make<mlir::arith::CmpIOp>(predicate, a, b); }
  Value compare(Predicate predicate, Value a, uint64_t n) {
    return compare(predicate, a, integer(a.getType(), n));
  }
  Value isZero(Value a) { return compare(Predicate::eq, a, zero(a.getType())); }
  Value isNotZero(Value a) { return compare(Predicate::ne, a, zero(a.getType())); }
  Value select(Value condition, Value a, Value b) { return make<mlir::arith::SelectOp>(condition, a, b); }
  Value extendUnsigned(Value a, mlir::Type type) {
    return a.getType() == type ? a : make<mlir::arith::ExtUIOp>(type, a).getResult();
  }
  Value extendSigned(Value a, mlir::Type type) {
    return a.getType() == type ? a : make<mlir::arith::ExtSIOp>(type, a).getResult();
  }
  Value truncate(Value a, mlir::Type type) {
    return a.getType() == type ? a : make<mlir::arith::TruncIOp>(type, a).getResult();
  }
  Value bitcast(Value a, mlir::Type type) {
    return a.getType() == type ? a : make<mlir::arith::BitcastOp>(type, a).getResult();
  }

  // `index`: i32 (unsigned) or i64.
  Value element(Value base, Value index) { return make<OffsetOp>(base, extendUnsigned(index, i64())); }
  Value element(Value base, uint64_t index) { return make<OffsetOp>(base, int64(index)); }
  Value load(Value pointer) {
    return make<LoadOp>(llvm::cast<PointerType>(pointer.getType()).getPointee(), pointer, false);
  }
  void store(Value value, Value pointer) { make<StoreOp>(value, pointer, false); }

  // Builds the body with the insertion point inside of an scf.if without results.
  void when(Value condition, llvm::function_ref<void()> body) {
    auto branch = make<mlir::scf::IfOp>(condition, /*withElseRegion=*/false);
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    body();
  }

  mlir::OpBuilder &builder;
  mlir::Location loc;
};

} // namespace hd::ir
