// arith: elementwise operations on scalars, bases of parts, or vectors, as the result's shape says.
#include "backends/cpu/emitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::cpu {

// For a linear result the operation on the bases is the base of the result: only operations for which that
// holds get a linear shape from the analysis.
void Emitter::mapParts(Operation *op, Combine combine) {
  Value result = op->getResult(0);
  Shape shape = shapeOf(result);
  Lanes lanes;
  for (unsigned part = 0; part < partsOf(shape); ++part) {
    llvm::SmallVector<llvm::Value *, 3> operands;
    for (Value operand : op->getOperands())
      operands.push_back(shape.isVarying() ? vector(operand, part) : base(operand, part));
    lanes.parts.push_back(combine(operands));
  }
  set(result, std::move(lanes));
}

// Signed overflow is undefined in the source, so a scalar that some lane really computes may say nsw.
void Emitter::emitBinary(Operation *op, llvm::Instruction::BinaryOps opcode) {
  bool nsw = false;
  if (auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op))
    nsw = flags.hasNoSignedWrap() && shapeOf(op->getResult(0)).isUniform() && mask_.all;
  mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) {
    llvm::Value *value = builder_.CreateBinOp(opcode, operands[0], operands[1]);
    if (auto *instruction = dyn_cast<llvm::BinaryOperator>(value); instruction && nsw)
      instruction->setHasNoSignedWrap();
    return value;
  });
}

static llvm::Type *like(llvm::Value *value, llvm::Type *scalar) {
  auto *vector = dyn_cast<llvm::FixedVectorType>(value->getType());
  return vector ? llvm::FixedVectorType::get(scalar, vector->getNumElements()) : scalar;
}

void Emitter::emitCast(Operation *op, llvm::Instruction::CastOps opcode) {
  llvm::Type *target = typeOf(op->getResult(0).getType());
  mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) {
    return builder_.CreateCast(opcode, operands[0], like(operands[0], target));
  });
}

// f16 is kept as its bits; the conversions are the only operations on it that legalize-small-floats leaves.
void Emitter::emitHalfConversion(Operation *op, bool widens) {
  llvm::Type *half = builder_.getHalfTy(), *bits = builder_.getInt16Ty(), *single = builder_.getFloatTy();
  mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) -> llvm::Value * {
    llvm::Value *value = operands[0];
    if (widens)
      return builder_.CreateFPExt(builder_.CreateBitCast(value, like(value, half)), like(value, single));
    return builder_.CreateBitCast(builder_.CreateFPTrunc(value, like(value, half)), like(value, bits));
  });
}

// Saturates, and NaN gives 0. LLVM has intrinsics for that, but makes scalars of those on vectors.
void Emitter::emitToInteger(Operation *op, bool isSigned) {
  llvm::Type *element = typeOf(op->getResult(0).getType());
  unsigned bits = element->getIntegerBitWidth();
  mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) -> llvm::Value * {
    llvm::Value *value = operands[0];
    llvm::Type *from = value->getType(), *to = like(value, element);
    if (!from->isVectorTy()) {
      llvm::Intrinsic::ID id = isSigned ? llvm::Intrinsic::fptosi_sat : llvm::Intrinsic::fptoui_sat;
      return builder_.CreateIntrinsic(id, {to, from}, {value});
    }
    // Both bounds are floats, the upper one is the first that does not fit.
    auto *low = llvm::ConstantFP::get(from, isSigned ? -std::ldexp(1.0, int(bits) - 1) : 0.0);
    auto *high = llvm::ConstantFP::get(from, std::ldexp(1.0, int(bits) - int(isSigned)));
    llvm::APInt most = isSigned ? llvm::APInt::getSignedMaxValue(bits) : llvm::APInt::getMaxValue(bits);
    llvm::Value *isLarge = builder_.CreateFCmpOGE(value, high);
    llvm::Value *fits = builder_.CreateAnd(builder_.CreateFCmpOGE(value, low), builder_.CreateNot(isLarge));
    llvm::Value *inside = builder_.CreateSelect(fits, value, low);
    llvm::Value *result = isSigned ? builder_.CreateFPToSI(inside, to) : builder_.CreateFPToUI(inside, to);
    result = builder_.CreateSelect(isLarge, llvm::ConstantInt::get(to, most), result);
    if (isSigned) // what is unsigned has a low bound of 0 anyway
      result = builder_.CreateSelect(builder_.CreateFCmpUNO(value, value), llvm::Constant::getNullValue(to),
                                     result);
    return result;
  });
}

void Emitter::emitIntrinsic(Operation *op, llvm::Intrinsic::ID id) {
  mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) {
    return builder_.CreateIntrinsic(operands[0]->getType(), id, operands);
  });
}

// Extending a linear i32 keeps it linear unless the lanes cross the type's edge. Signed: they do not (only
// array elements more than 2^31 apart would show it). Unsigned: `threadIdx.x - 1` in lane 0 is such a place,
// so a base whose lanes wrap to small numbers counts as negative.
void Emitter::emitExtend(Operation *op, bool isSigned) {
  Shape shape = shapeOf(op->getResult(0));
  if (isSigned || !shape.isLinear() || shape.stride == 0 || inRange_.contains(op->getOperand(0)) ||
      upperBound(op->getOperand(0)))
    return emitCast(op, isSigned ? llvm::Instruction::SExt : llvm::Instruction::ZExt);
  llvm::Type *wide = typeOf(op->getResult(0).getType());
  uint64_t reach = uint64_t(std::abs(shape.stride)) * (width_ - 1);
  mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) -> llvm::Value * {
    llvm::Value *plain = builder_.CreateZExt(operands[0], wide);
    if (shape.stride < 0 || reach > INT32_MAX)
      return plain;
    llvm::Value *wraps = builder_.CreateICmpUGT(operands[0], i32(~uint32_t(reach)));
    return builder_.CreateSelect(wraps, builder_.CreateSExt(operands[0], wide), plain);
  });
}

// Exact for 32-bit integers: the quotient in double is nearer to the true one than any integer it is not.
llvm::Value *Emitter::divideByDouble(llvm::Value *a, llvm::Value *b, bool isSigned) {
  llvm::Type *wide = like(a, builder_.getDoubleTy());
  auto convert = [&](llvm::Value *value) {
    return isSigned ? builder_.CreateSIToFP(value, wide) : builder_.CreateUIToFP(value, wide);
  };
  llvm::Value *quotient = builder_.CreateFDiv(convert(a), convert(b));
  return isSigned ? builder_.CreateFPToSI(quotient, a->getType())
                  : builder_.CreateFPToUI(quotient, a->getType());
}

// x / 0 is all ones and x % 0 is x; INT_MIN / -1 wraps. Nothing traps, whatever inactive lanes hold.
llvm::Value *Emitter::divide(llvm::Value *a, llvm::Value *b, bool isSigned, bool remainder) {
  llvm::Type *type = a->getType();
  auto quotientOf = [&](llvm::Value *by) -> llvm::Value * {
    if (type->isVectorTy() && type->getScalarSizeInBits() <= 32 && !isa<llvm::Constant>(by))
      return divideByDouble(a, by, isSigned);
    return isSigned ? builder_.CreateSDiv(a, by) : builder_.CreateUDiv(a, by);
  };
  llvm::Value *zero = builder_.CreateICmpEQ(b, llvm::Constant::getNullValue(type));
  llvm::Value *minus = builder_.CreateICmpEQ(b, llvm::Constant::getAllOnesValue(type));
  llvm::Value *special = isSigned ? builder_.CreateOr(zero, minus) : zero;
  llvm::Value *safe = builder_.CreateSelect(special, llvm::ConstantInt::get(type, 1), b);
  llvm::Value *quotient = quotientOf(safe);
  if (remainder) {
    llvm::Value *rest = builder_.CreateSub(a, builder_.CreateMul(quotient, safe));
    return builder_.CreateSelect(zero, a, rest);
  }
  if (isSigned)
    quotient = builder_.CreateSelect(minus, builder_.CreateNeg(a), quotient);
  return builder_.CreateSelect(zero, llvm::Constant::getAllOnesValue(type), quotient);
}

void Emitter::emitDivision(Operation *op, bool isSigned, bool remainder) {
  mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) {
    return divide(operands[0], operands[1], isSigned, remainder);
  });
}

void Emitter::emitMulExtended(Operation *op, bool isSigned) {
  Lanes low, high;
  Shape shape = shapeOf(op->getResult(0));
  unsigned bits = op->getResult(0).getType().getIntOrFloatBitWidth();
  for (unsigned part = 0; part < partsOf(shape); ++part) {
    llvm::Value *operands[2];
    for (unsigned i = 0; i < 2; ++i) {
      Value operand = op->getOperand(i);
      llvm::Value *narrow = shape.isVarying() ? vector(operand, part) : base(operand, part);
      llvm::Type *wide = like(narrow, builder_.getIntNTy(2 * bits));
      operands[i] = isSigned ? builder_.CreateSExt(narrow, wide) : builder_.CreateZExt(narrow, wide);
    }
    llvm::Value *product = builder_.CreateMul(operands[0], operands[1]);
    llvm::Type *narrow = like(product, builder_.getIntNTy(bits));
    low.parts.push_back(builder_.CreateTrunc(product, narrow));
    high.parts.push_back(builder_.CreateTrunc(builder_.CreateLShr(product, bits), narrow));
  }
  set(op->getResult(0), std::move(low));
  set(op->getResult(1), std::move(high));
}

static llvm::Constant *constantFloat(llvm::Type *type, const APFloat &value) {
  if (type->isIntegerTy()) // f16, bf16
    return llvm::ConstantInt::get(type, value.bitcastToAPInt());
  return llvm::ConstantFP::get(type, value);
}

void Emitter::emitConstant(Operation *op) {
  auto constant = cast<arith::ConstantOp>(op);
  llvm::Type *type = typeOf(constant.getType());
  Lanes lanes;
  if (auto integer = dyn_cast<IntegerAttr>(constant.getValue()))
    lanes.parts.push_back(
        llvm::ConstantInt::get(type, integer.getValue().zextOrTrunc(type->getIntegerBitWidth())));
  else
    lanes.parts.push_back(constantFloat(type, cast<FloatAttr>(constant.getValue()).getValue()));
  set(constant, std::move(lanes));
}

void Emitter::emitSelect(Operation *op) {
  Value condition = op->getOperand(0), result = op->getResult(0);
  Shape shape = shapeOf(result);
  Lanes lanes;
  for (unsigned part = 0; part < partsOf(shape); ++part) {
    bool vectors = shape.isVarying();
    llvm::Value *a = vectors ? vector(op->getOperand(1), part) : base(op->getOperand(1), part);
    llvm::Value *b = vectors ? vector(op->getOperand(2), part) : base(op->getOperand(2), part);
    bool scalar = shapeOf(condition).isUniformPerPart();
    lanes.parts.push_back(
        builder_.CreateSelect(scalar ? base(condition, part) : vector(condition, part), a, b));
  }
  set(result, std::move(lanes));
}

static llvm::CmpInst::Predicate predicateOf(arith::CmpIPredicate predicate) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return llvm::CmpInst::ICMP_EQ;
  case P::ne:
    return llvm::CmpInst::ICMP_NE;
  case P::slt:
    return llvm::CmpInst::ICMP_SLT;
  case P::sle:
    return llvm::CmpInst::ICMP_SLE;
  case P::sgt:
    return llvm::CmpInst::ICMP_SGT;
  case P::sge:
    return llvm::CmpInst::ICMP_SGE;
  case P::ult:
    return llvm::CmpInst::ICMP_ULT;
  case P::ule:
    return llvm::CmpInst::ICMP_ULE;
  case P::ugt:
    return llvm::CmpInst::ICMP_UGT;
  case P::uge:
    return llvm::CmpInst::ICMP_UGE;
  }
  llvm_unreachable("all predicates are handled");
}

static llvm::CmpInst::Predicate predicateOf(arith::CmpFPredicate predicate) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::AlwaysFalse:
    return llvm::CmpInst::FCMP_FALSE;
  case P::OEQ:
    return llvm::CmpInst::FCMP_OEQ;
  case P::OGT:
    return llvm::CmpInst::FCMP_OGT;
  case P::OGE:
    return llvm::CmpInst::FCMP_OGE;
  case P::OLT:
    return llvm::CmpInst::FCMP_OLT;
  case P::OLE:
    return llvm::CmpInst::FCMP_OLE;
  case P::ONE:
    return llvm::CmpInst::FCMP_ONE;
  case P::ORD:
    return llvm::CmpInst::FCMP_ORD;
  case P::UEQ:
    return llvm::CmpInst::FCMP_UEQ;
  case P::UGT:
    return llvm::CmpInst::FCMP_UGT;
  case P::UGE:
    return llvm::CmpInst::FCMP_UGE;
  case P::ULT:
    return llvm::CmpInst::FCMP_ULT;
  case P::ULE:
    return llvm::CmpInst::FCMP_ULE;
  case P::UNE:
    return llvm::CmpInst::FCMP_UNE;
  case P::UNO:
    return llvm::CmpInst::FCMP_UNO;
  case P::AlwaysTrue:
    return llvm::CmpInst::FCMP_TRUE;
  }
  llvm_unreachable("all predicates are handled");
}

bool Emitter::emitArithmetic(Operation *op) {
  using Binary = llvm::Instruction::BinaryOps;
  using Cast = llvm::Instruction::CastOps;
  auto binary = [&](Binary opcode) {
    emitBinary(op, opcode);
    return true;
  };
  auto cast = [&](Cast opcode) {
    emitCast(op, opcode);
    return true;
  };
  auto intrinsic = [&](llvm::Intrinsic::ID id) {
    emitIntrinsic(op, id);
    return true;
  };
  auto compare = [&](llvm::CmpInst::Predicate predicate) {
    mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) {
      return builder_.CreateCmp(predicate, operands[0], operands[1]);
    });
    return true;
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<arith::ConstantOp>([&](auto) {
        emitConstant(op);
        return true;
      })
      .Case<arith::AddIOp>([&](auto) { return binary(Binary::Add); })
      .Case<arith::SubIOp>([&](auto) { return binary(Binary::Sub); })
      .Case<arith::MulIOp>([&](auto) { return binary(Binary::Mul); })
      .Case<arith::AndIOp>([&](auto) { return binary(Binary::And); })
      .Case<arith::OrIOp>([&](auto) { return binary(Binary::Or); })
      .Case<arith::XOrIOp>([&](auto) { return binary(Binary::Xor); })
      .Case<arith::ShLIOp>([&](auto) { return binary(Binary::Shl); })
      .Case<arith::ShRSIOp>([&](auto) { return binary(Binary::AShr); })
      .Case<arith::ShRUIOp>([&](auto) { return binary(Binary::LShr); })
      .Case<arith::AddFOp>([&](auto) { return binary(Binary::FAdd); })
      .Case<arith::SubFOp>([&](auto) { return binary(Binary::FSub); })
      .Case<arith::MulFOp>([&](auto) { return binary(Binary::FMul); })
      .Case<arith::DivFOp>([&](auto) { return binary(Binary::FDiv); })
      .Case<arith::NegFOp>([&](auto) {
        mapParts(op,
                 [&](llvm::ArrayRef<llvm::Value *> operands) { return builder_.CreateFNeg(operands[0]); });
        return true;
      })
      .Case<arith::DivSIOp>([&](auto) {
        emitDivision(op, true, false);
        return true;
      })
      .Case<arith::DivUIOp>([&](auto) {
        emitDivision(op, false, false);
        return true;
      })
      .Case<arith::RemSIOp>([&](auto) {
        emitDivision(op, true, true);
        return true;
      })
      .Case<arith::RemUIOp>([&](auto) {
        emitDivision(op, false, true);
        return true;
      })
      .Case<arith::MulSIExtendedOp>([&](auto) {
        emitMulExtended(op, true);
        return true;
      })
      .Case<arith::MulUIExtendedOp>([&](auto) {
        emitMulExtended(op, false);
        return true;
      })
      .Case<arith::MinSIOp>([&](auto) { return intrinsic(llvm::Intrinsic::smin); })
      .Case<arith::MaxSIOp>([&](auto) { return intrinsic(llvm::Intrinsic::smax); })
      .Case<arith::MinUIOp>([&](auto) { return intrinsic(llvm::Intrinsic::umin); })
      .Case<arith::MaxUIOp>([&](auto) { return intrinsic(llvm::Intrinsic::umax); })
      .Case<arith::MinimumFOp>([&](auto) { return intrinsic(llvm::Intrinsic::minimum); })
      .Case<arith::MaximumFOp>([&](auto) { return intrinsic(llvm::Intrinsic::maximum); })
      .Case<arith::CmpIOp>([&](arith::CmpIOp at) { return compare(predicateOf(at.getPredicate())); })
      .Case<arith::CmpFOp>([&](arith::CmpFOp at) { return compare(predicateOf(at.getPredicate())); })
      .Case<arith::SelectOp>([&](auto) {
        emitSelect(op);
        return true;
      })
      .Case<arith::ExtSIOp>([&](auto) {
        emitExtend(op, true);
        return true;
      })
      .Case<arith::ExtUIOp>([&](auto) {
        emitExtend(op, false);
        return true;
      })
      .Case<arith::TruncIOp>([&](auto) { return cast(Cast::Trunc); })
      .Case<arith::ExtFOp>([&](arith::ExtFOp at) {
        return at.getIn().getType().isF16() ? (emitHalfConversion(op, true), true) : cast(Cast::FPExt);
      })
      .Case<arith::TruncFOp>([&](arith::TruncFOp at) {
        return at.getType().isF16() ? (emitHalfConversion(op, false), true) : cast(Cast::FPTrunc);
      })
      .Case<arith::SIToFPOp>([&](auto) { return cast(Cast::SIToFP); })
      .Case<arith::UIToFPOp>([&](auto) { return cast(Cast::UIToFP); })
      .Case<arith::FPToSIOp>([&](auto) { return (emitToInteger(op, true), true); })
      .Case<arith::FPToUIOp>([&](auto) { return (emitToInteger(op, false), true); })
      .Case<arith::BitcastOp>([&](auto) { return cast(Cast::BitCast); })
      .Default([](Operation *) { return false; });
}

} // namespace hd::cpu
