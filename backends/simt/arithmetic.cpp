// arith, with what the hd dialect fixes: division by zero, saturating conversions, no contraction.
#include "backends/simt/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::simt {

// Signed overflow is undefined in the source; the flag tells address arithmetic that indices do not wrap.
llvm::Value *Emitter::binary(Operation *op, llvm::Instruction::BinaryOps opcode) {
  llvm::Value *value = builder_.CreateBinOp(opcode, get(op->getOperand(0)), get(op->getOperand(1)));
  auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
  auto *instruction = dyn_cast<llvm::BinaryOperator>(value);
  if (instruction && flags && flags.hasNoSignedWrap())
    instruction->setHasNoSignedWrap();
  if (auto quotient = dyn_cast<arith::DivFOp>(op); quotient && instruction) // --fp fast: what the device has
    instruction->setHasApproxFunc(
        arith::bitEnumContainsAll(quotient.getFastmath(), arith::FastMathFlags::afn));
  return value;
}

llvm::Value *Emitter::undisturbedDivision(llvm::Value *, llvm::Value *, bool, bool) { return nullptr; }

// Whether the quotient of a remainder is computed, too.
static bool hasQuotient(Operation *remainder) {
  bool isSigned = isa<arith::RemSIOp>(remainder);
  return llvm::any_of(remainder->getOperand(0).getUsers(), [&](Operation *user) {
    return (isSigned ? isa<arith::DivSIOp>(user) : isa<arith::DivUIOp>(user)) &&
           user->getOperands() == remainder->getOperands();
  });
}

// x / 0 is all ones and x % 0 is x; INT_MIN / -1 wraps.
llvm::Value *Emitter::divide(Operation *op, bool isSigned, bool remainder) {
  llvm::Value *a = get(op->getOperand(0)), *b = get(op->getOperand(1));
  llvm::Type *type = a->getType();
  bool byQuotient = remainder && hasQuotient(op);
  llvm::Value *undisturbed = undisturbedDivision(a, b, isSigned, remainder && !byQuotient);
  if (undisturbed && byQuotient) // x - n * 0 is x, whatever n is
    return builder_.CreateSub(a, builder_.CreateMul(undisturbed, b));
  llvm::Value *zero = builder_.CreateICmpEQ(b, llvm::Constant::getNullValue(type));
  if (undisturbed)
    return builder_.CreateSelect(zero, remainder ? a : llvm::Constant::getAllOnesValue(type), undisturbed);
  llvm::Value *minus = builder_.CreateICmpEQ(b, llvm::Constant::getAllOnesValue(type));
  llvm::Value *special = isSigned ? builder_.CreateOr(zero, minus) : zero;
  llvm::Value *safe = builder_.CreateSelect(special, llvm::ConstantInt::get(type, 1), b);
  if (remainder) {
    llvm::Value *rest = isSigned ? builder_.CreateSRem(a, safe) : builder_.CreateURem(a, safe);
    return builder_.CreateSelect(zero, a, rest);
  }
  llvm::Value *quotient = isSigned ? builder_.CreateSDiv(a, safe) : builder_.CreateUDiv(a, safe);
  if (isSigned)
    quotient = builder_.CreateSelect(minus, builder_.CreateNeg(a), quotient);
  return builder_.CreateSelect(zero, llvm::Constant::getAllOnesValue(type), quotient);
}

void Emitter::emitMulExtended(Operation *op, bool isSigned) {
  unsigned bits = op->getResult(0).getType().getIntOrFloatBitWidth();
  llvm::Type *wide = builder_.getIntNTy(2 * bits), *narrowType = builder_.getIntNTy(bits);
  auto widen = [&](Value value) {
    return isSigned ? builder_.CreateSExt(get(value), wide) : builder_.CreateZExt(get(value), wide);
  };
  llvm::Value *product = builder_.CreateMul(widen(op->getOperand(0)), widen(op->getOperand(1)));
  set(op->getResult(0), builder_.CreateTrunc(product, narrowType));
  set(op->getResult(1), builder_.CreateTrunc(builder_.CreateLShr(product, bits), narrowType));
}

llvm::Value *Emitter::constant(arith::ConstantOp op) {
  llvm::Type *type = typeOf(op.getType());
  if (auto integer = dyn_cast<IntegerAttr>(op.getValue()))
    return llvm::ConstantInt::get(type, integer.getValue().zextOrTrunc(type->getIntegerBitWidth()));
  return llvm::ConstantFP::get(type, cast<FloatAttr>(op.getValue()).getValue());
}

llvm::Value *Emitter::saturate(llvm::Value *value, llvm::Type *type, bool isSigned) {
  auto id = isSigned ? llvm::Intrinsic::fptosi_sat : llvm::Intrinsic::fptoui_sat;
  return builder_.CreateIntrinsic(id, {type, value->getType()}, {value});
}

using Predicate = llvm::CmpInst::Predicate;

// In the order of arith::CmpIPredicate and arith::CmpFPredicate.
static constexpr Predicate kIntegerPredicates[] = {
    Predicate::ICMP_EQ,  Predicate::ICMP_NE,  Predicate::ICMP_SLT, Predicate::ICMP_SLE, Predicate::ICMP_SGT,
    Predicate::ICMP_SGE, Predicate::ICMP_ULT, Predicate::ICMP_ULE, Predicate::ICMP_UGT, Predicate::ICMP_UGE};
static constexpr Predicate kFloatPredicates[] = {
    Predicate::FCMP_FALSE, Predicate::FCMP_OEQ, Predicate::FCMP_OGT, Predicate::FCMP_OGE,
    Predicate::FCMP_OLT,   Predicate::FCMP_OLE, Predicate::FCMP_ONE, Predicate::FCMP_ORD,
    Predicate::FCMP_UEQ,   Predicate::FCMP_UGT, Predicate::FCMP_UGE, Predicate::FCMP_ULT,
    Predicate::FCMP_ULE,   Predicate::FCMP_UNE, Predicate::FCMP_UNO, Predicate::FCMP_TRUE};
static_assert(unsigned(arith::CmpIPredicate::slt) == 2 && unsigned(arith::CmpIPredicate::uge) == 9);
static_assert(unsigned(arith::CmpFPredicate::ORD) == 7 && unsigned(arith::CmpFPredicate::AlwaysTrue) == 15);

bool Emitter::emitArithmetic(Operation *op) {
  using Binary = llvm::Instruction::BinaryOps;
  using Cast = llvm::Instruction::CastOps;
  auto operand = [&](unsigned index) { return get(op->getOperand(index)); };
  auto done = [&](llvm::Value *value) { return set(op->getResult(0), value), true; };
  auto plain = [&](Binary opcode) { return done(binary(op, opcode)); };
  auto cast = [&](Cast opcode) {
    return done(builder_.CreateCast(opcode, operand(0), typeOf(op->getResult(0).getType())));
  };
  auto intrinsic = [&](llvm::Intrinsic::ID id) {
    return done(builder_.CreateBinaryIntrinsic(id, operand(0), operand(1)));
  };
  auto division = [&](bool isSigned, bool remainder) { return done(divide(op, isSigned, remainder)); };
  auto toInteger = [&](bool isSigned) {
    return done(saturate(operand(0), typeOf(op->getResult(0).getType()), isSigned));
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<arith::ConstantOp>([&](arith::ConstantOp at) { return done(constant(at)); })
      .Case<arith::AddIOp>([&](auto) { return plain(Binary::Add); })
      .Case<arith::SubIOp>([&](auto) { return plain(Binary::Sub); })
      .Case<arith::MulIOp>([&](auto) { return plain(Binary::Mul); })
      .Case<arith::AndIOp>([&](auto) { return plain(Binary::And); })
      .Case<arith::OrIOp>([&](auto) { return plain(Binary::Or); })
      .Case<arith::XOrIOp>([&](auto) { return plain(Binary::Xor); })
      .Case<arith::ShLIOp>([&](auto) { return plain(Binary::Shl); })
      .Case<arith::ShRSIOp>([&](auto) { return plain(Binary::AShr); })
      .Case<arith::ShRUIOp>([&](auto) { return plain(Binary::LShr); })
      .Case<arith::AddFOp>([&](auto) { return plain(Binary::FAdd); })
      .Case<arith::SubFOp>([&](auto) { return plain(Binary::FSub); })
      .Case<arith::MulFOp>([&](auto) { return plain(Binary::FMul); })
      .Case<arith::DivFOp>([&](auto) { return plain(Binary::FDiv); })
      .Case<arith::NegFOp>([&](auto) { return done(builder_.CreateFNeg(operand(0))); })
      .Case<arith::DivSIOp>([&](auto) { return division(true, false); })
      .Case<arith::DivUIOp>([&](auto) { return division(false, false); })
      .Case<arith::RemSIOp>([&](auto) { return division(true, true); })
      .Case<arith::RemUIOp>([&](auto) { return division(false, true); })
      .Case<arith::MulSIExtendedOp>([&](auto) { return emitMulExtended(op, true), true; })
      .Case<arith::MulUIExtendedOp>([&](auto) { return emitMulExtended(op, false), true; })
      .Case<arith::MinSIOp>([&](auto) { return intrinsic(llvm::Intrinsic::smin); })
      .Case<arith::MaxSIOp>([&](auto) { return intrinsic(llvm::Intrinsic::smax); })
      .Case<arith::MinUIOp>([&](auto) { return intrinsic(llvm::Intrinsic::umin); })
      .Case<arith::MaxUIOp>([&](auto) { return intrinsic(llvm::Intrinsic::umax); })
      .Case<arith::MinimumFOp>([&](auto) { return intrinsic(llvm::Intrinsic::minimum); })
      .Case<arith::MaximumFOp>([&](auto) { return intrinsic(llvm::Intrinsic::maximum); })
      .Case<arith::CmpIOp>([&](arith::CmpIOp at) {
        return done(
            builder_.CreateICmp(kIntegerPredicates[unsigned(at.getPredicate())], operand(0), operand(1)));
      })
      .Case<arith::CmpFOp>([&](arith::CmpFOp at) {
        return done(
            builder_.CreateFCmp(kFloatPredicates[unsigned(at.getPredicate())], operand(0), operand(1)));
      })
      .Case<arith::SelectOp>(
          [&](auto) { return done(builder_.CreateSelect(operand(0), operand(1), operand(2))); })
      .Case<arith::ExtSIOp>([&](auto) { return cast(Cast::SExt); })
      .Case<arith::ExtUIOp>([&](auto) { return cast(Cast::ZExt); })
      .Case<arith::TruncIOp>([&](auto) { return cast(Cast::Trunc); })
      .Case<arith::ExtFOp>([&](auto) { return cast(Cast::FPExt); })
      .Case<arith::TruncFOp>(
          [&](auto) { return done(truncate(operand(0), typeOf(op->getResult(0).getType()))); })
      .Case<arith::SIToFPOp>([&](auto) { return cast(Cast::SIToFP); })
      .Case<arith::UIToFPOp>([&](auto) { return cast(Cast::UIToFP); })
      .Case<arith::FPToSIOp>([&](auto) { return toInteger(true); })
      .Case<arith::FPToUIOp>([&](auto) { return toInteger(false); })
      .Case<arith::BitcastOp>([&](auto) { return cast(Cast::BitCast); })
      .Default([](Operation *) { return false; });
}

} // namespace hd::simt
