// arith on integers, booleans and floats. What SPIR-V leaves undefined, the pass expand-arithmetic has taken
// out.
#include "backends/spirv/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::spirv {

void Emitter::emitConstant(arith::ConstantOp op) {
  Type type = op.getType();
  auto integer = dyn_cast<IntegerAttr>(op.getValue());
  if (type.isInteger(1))
    return set(op, builder_.boolean(!integer.getValue().isZero()));
  Id made = typeOf(type);
  (void)made; // for its capability
  if (integer)
    return set(op, builder_.integer(type.isIndex() ? 64 : type.getIntOrFloatBitWidth(),
                                    integer.getValue().getZExtValue()));
  if (cast<FloatAttr>(op.getValue()).getValue().isPosZero() && !isBits(type))
    return set(op, bitcast(hiddenZero(type.getIntOrFloatBitWidth()), typeOf(type)));
  uint64_t pattern = cast<FloatAttr>(op.getValue()).getValue().bitcastToAPInt().getZExtValue();
  set(op, isBits(type) ? builder_.integer(16, pattern)
                       : builder_.floating(type.getIntOrFloatBitWidth(), pattern));
}

// --- booleans: arithmetic modulo 2

bool Emitter::emitBooleans(Operation *op) {
  if (op->getNumOperands() != 2 || !op->getOperand(0).getType().isInteger(1) ||
      !isa<arith::ArithDialect>(op->getDialect()))
    return false;
  Id a = get(op->getOperand(0)), b = get(op->getOperand(1));
  auto logical = [&](Op opcode) {
    set(op->getResult(0), compare(opcode, a, b));
    return true;
  };
  if (isa<arith::AndIOp, arith::MulIOp, arith::MinUIOp, arith::MaxSIOp>(op))
    return logical(Op::OpLogicalAnd);
  if (isa<arith::OrIOp, arith::MaxUIOp, arith::MinSIOp>(op))
    return logical(Op::OpLogicalOr);
  if (isa<arith::XOrIOp, arith::AddIOp, arith::SubIOp>(op))
    return logical(Op::OpLogicalNotEqual);
  auto at = dyn_cast<arith::CmpIOp>(op);
  if (!at)
    return false;
  if (at.getPredicate() == arith::CmpIPredicate::eq)
    return logical(Op::OpLogicalEqual);
  if (at.getPredicate() == arith::CmpIPredicate::ne)
    return logical(Op::OpLogicalNotEqual);
  auto widen = [&](Id value) { return select(value, u32(~0u), u32(0), intType(32)); };
  Id wideA = widen(a), wideB = widen(b);
  set(at, compareInts(at.getPredicate(), wideA, wideB));
  return true;
}

// --- integers

// Divisors are not 0 and quotients fit: expand-arithmetic sees to that.
void Emitter::emitDivision(Operation *op, bool isSigned, bool remainder) {
  Id type = typeOf(op->getResult(0)), a = get(op->getOperand(0)), b = get(op->getOperand(1));
  Id result = emit(isSigned ? Op::OpSDiv : Op::OpUDiv, type, {a, b});
  if (remainder) // OpSRem is not to be relied on for negative operands
    result = emit(Op::OpISub, type, {a, emit(Op::OpIMul, type, {result, b})});
  set(op->getResult(0), result);
}

// Of 32 bits or fewer: the simplifier makes these of 64-bit products, those of i64 are expanded before.
void Emitter::emitMulExtended(Operation *op, bool isSigned) {
  unsigned bits = op->getResult(0).getType().getIntOrFloatBitWidth();
  if (bits > 32)
    return unsupported(op, "an operation without a lowering");
  Id wide = intType(64);
  Id a = convertInt(get(op->getOperand(0)), bits, 64, isSigned);
  Id b = convertInt(get(op->getOperand(1)), bits, 64, isSigned);
  Id product = emit(Op::OpIMul, wide, {a, b});
  Id upper = emit(Op::OpShiftRightLogical, wide, {product, builder_.integer(64, bits)});
  set(op->getResult(0), convertInt(product, 64, bits));
  set(op->getResult(1), convertInt(upper, 64, bits));
}

Id Emitter::compareInts(arith::CmpIPredicate predicate, Id a, Id b) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return compare(Op::OpIEqual, a, b);
  case P::ne:
    return compare(Op::OpINotEqual, a, b);
  case P::slt:
    return compare(Op::OpSLessThan, a, b);
  case P::sle:
    return compare(Op::OpSLessThanEqual, a, b);
  case P::sgt:
    return compare(Op::OpSGreaterThan, a, b);
  case P::sge:
    return compare(Op::OpSGreaterThanEqual, a, b);
  case P::ult:
    return compare(Op::OpULessThan, a, b);
  case P::ule:
    return compare(Op::OpULessThanEqual, a, b);
  case P::ugt:
    return compare(Op::OpUGreaterThan, a, b);
  case P::uge:
    return compare(Op::OpUGreaterThanEqual, a, b);
  }
  llvm_unreachable("all predicates are handled");
}

// --- floats

Id Emitter::compareFloats(arith::CmpFPredicate predicate, Id a, Id b) {
  using P = arith::CmpFPredicate;
  auto isNan = [&](Id value) { return emit(Op::OpIsNan, builder_.boolType(), {value}); };
  auto unordered = [&] { return compare(Op::OpLogicalOr, isNan(a), isNan(b)); };
  switch (predicate) {
  case P::AlwaysFalse:
    return builder_.boolean(false);
  case P::AlwaysTrue:
    return builder_.boolean(true);
  case P::ORD:
    return emit(Op::OpLogicalNot, builder_.boolType(), {unordered()});
  case P::UNO:
    return unordered();
  case P::OEQ:
    return compare(Op::OpFOrdEqual, a, b);
  case P::OGT:
    return compare(Op::OpFOrdGreaterThan, a, b);
  case P::OGE:
    return compare(Op::OpFOrdGreaterThanEqual, a, b);
  case P::OLT:
    return compare(Op::OpFOrdLessThan, a, b);
  case P::OLE:
    return compare(Op::OpFOrdLessThanEqual, a, b);
  case P::ONE:
    return compare(Op::OpFOrdNotEqual, a, b);
  case P::UEQ:
    return compare(Op::OpFUnordEqual, a, b);
  case P::UGT:
    return compare(Op::OpFUnordGreaterThan, a, b);
  case P::UGE:
    return compare(Op::OpFUnordGreaterThanEqual, a, b);
  case P::ULT:
    return compare(Op::OpFUnordLessThan, a, b);
  case P::ULE:
    return compare(Op::OpFUnordLessThanEqual, a, b);
  case P::UNE:
    return compare(Op::OpFUnordNotEqual, a, b);
  }
  llvm_unreachable("all predicates are handled");
}

void Emitter::emitFloatBinary(Operation *op, Op opcode) {
  Id type = typeOf(op->getResult(0));
  set(op->getResult(0), exact(emit(opcode, type, {get(op->getOperand(0)), get(op->getOperand(1))})));
}

bool Emitter::emitArithmetic(Operation *op) {
  auto integer = [&](Op opcode) {
    Id type = typeOf(op->getResult(0)); // the same for both operands
    set(op->getResult(0), emit(opcode, type, {get(op->getOperand(0)), get(op->getOperand(1))}));
    return true;
  };
  auto pick = [&](Op opcode) { // the smaller or the greater
    Id a = get(op->getOperand(0)), b = get(op->getOperand(1));
    set(op->getResult(0), select(compare(opcode, a, b), a, b, typeOf(op->getResult(0))));
    return true;
  };
  auto real = [&](Op opcode) {
    emitFloatBinary(op, opcode);
    return true;
  };
  auto divide = [&](bool isSigned, bool remainder) {
    emitDivision(op, isSigned, remainder);
    return true;
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<arith::ConstantOp>([&](arith::ConstantOp at) {
        emitConstant(at);
        return true;
      })
      .Case<arith::AddIOp>([&](auto) { return integer(Op::OpIAdd); })
      .Case<arith::SubIOp>([&](auto) { return integer(Op::OpISub); })
      .Case<arith::MulIOp>([&](auto) { return integer(Op::OpIMul); })
      .Case<arith::AndIOp>([&](auto) { return integer(Op::OpBitwiseAnd); })
      .Case<arith::OrIOp>([&](auto) { return integer(Op::OpBitwiseOr); })
      .Case<arith::XOrIOp>([&](auto) { return integer(Op::OpBitwiseXor); })
      .Case<arith::ShLIOp>([&](auto) { return integer(Op::OpShiftLeftLogical); })
      .Case<arith::ShRSIOp>([&](auto) { return integer(Op::OpShiftRightArithmetic); })
      .Case<arith::ShRUIOp>([&](auto) { return integer(Op::OpShiftRightLogical); })
      .Case<arith::MinSIOp>([&](auto) { return pick(Op::OpSLessThan); })
      .Case<arith::MaxSIOp>([&](auto) { return pick(Op::OpSGreaterThan); })
      .Case<arith::MinUIOp>([&](auto) { return pick(Op::OpULessThan); })
      .Case<arith::MaxUIOp>([&](auto) { return pick(Op::OpUGreaterThan); })
      .Case<arith::DivSIOp>([&](auto) { return divide(true, false); })
      .Case<arith::DivUIOp>([&](auto) { return divide(false, false); })
      .Case<arith::RemSIOp>([&](auto) { return divide(true, true); })
      .Case<arith::RemUIOp>([&](auto) { return divide(false, true); })
      .Case<arith::MulSIExtendedOp, arith::MulUIExtendedOp>([&](Operation *at) {
        emitMulExtended(at, isa<arith::MulSIExtendedOp>(at));
        return true;
      })
      .Case<arith::AddFOp>([&](auto) { return real(Op::OpFAdd); })
      .Case<arith::SubFOp>([&](auto) { return real(Op::OpFSub); })
      .Case<arith::MulFOp>([&](auto) { return real(Op::OpFMul); })
      .Case<arith::DivFOp>([&](arith::DivFOp at) {
        unsigned bits = at.getType().getIntOrFloatBitWidth();
        set(at, emitRounded("divide", bits, {get(at.getLhs()), get(at.getRhs())}));
        return true;
      })
      .Case<arith::NegFOp>([&](arith::NegFOp at) { // the sign alone, also of NaN
        unsigned bits = at.getType().getIntOrFloatBitWidth();
        Id type = intType(bits), sign = builder_.integer(bits, uint64_t(1) << (bits - 1));
        Id flipped = emit(Op::OpBitwiseXor, type, {bitcast(get(at.getOperand()), type), sign});
        set(at, bitcast(flipped, typeOf(at.getType())));
        return true;
      })
      .Case<arith::CmpIOp>([&](arith::CmpIOp at) {
        set(at, compareInts(at.getPredicate(), get(at.getLhs()), get(at.getRhs())));
        return true;
      })
      .Case<arith::CmpFOp>([&](arith::CmpFOp at) {
        set(at, compareFloats(at.getPredicate(), get(at.getLhs()), get(at.getRhs())));
        return true;
      })
      .Case<arith::SelectOp>([&](arith::SelectOp at) {
        Id a = getAs(at.getTrueValue(), at), b = getAs(at.getFalseValue(), at);
        set(at, select(get(at.getCondition()), a, b, typeOf(at.getResult())));
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
