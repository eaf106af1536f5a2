// Which operation becomes what. The arithmetic of it is in conversions.cpp, the loops of atomics in
// atomics.cpp.
#include "ir/transforms/legalize_small_floats/legalize_small_floats.h"

#include "ir/transforms/expand_arithmetic/expansions.h"
#include "ir/transforms/legalize_small_floats/atomics.h"
#include "ir/transforms/legalize_small_floats/conversions.h"
#include "ir/transforms/legalize_small_floats/pairs.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_LEGALIZESMALLFLOATS
#include "ir/transforms/legalize_small_floats/legalize_small_floats.h.inc"

namespace {

struct LegalizeSmallFloatsPass : impl::LegalizeSmallFloatsBase<LegalizeSmallFloatsPass> {
  using LegalizeSmallFloatsBase::LegalizeSmallFloatsBase;

  void runOnOperation() override {
    if (pairs)
      joinPairs(getOperation());
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      auto isSmall = [](Type type) { return isSmallFloat(type); };
      bool computes = isArithmetic(op) || isa<AtomicRmwOp>(op);
      if (computes &&
          (llvm::any_of(op->getOperandTypes(), isSmall) || llvm::any_of(op->getResultTypes(), isSmall)))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      OpBuilder builder(op);
      Build build(builder, op->getLoc());
      Value value = legalize(build, op);
      if (!value)
        continue;
      op->getResult(0).replaceAllUsesWith(value);
      op->erase();
    }
  }

  bool hasConversions(Type small) const { return small.isF16() ? halfConversions : bfloatConversions; }

  Value widen(Build &build, Value value) const {
    if (hasConversions(value.getType()))
      return build.make<arith::ExtFOp>(build.builder.getF32Type(), value);
    return widenByIntegers(build, value);
  }

  Value narrow(Build &build, Value value, Type small) const {
    if (hasConversions(small))
      return build.make<arith::TruncFOp>(small, value);
    return narrowByIntegers(build, value, small);
  }

  // op(a, b) -> narrow(op(widen(a), widen(b)))
  Value inSingle(Build &build, Operation *op) const {
    Type single = build.builder.getF32Type(), type = op->getResult(0).getType();
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(isSmallFloat(operand.getType()) ? widen(build, operand) : operand);
    OperationState state(op->getLoc(), op->getName(), operands, {isSmallFloat(type) ? single : type},
                         op->getAttrs());
    Value result = build.builder.create(state)->getResult(0);
    return isSmallFloat(type) ? narrow(build, result, type) : result;
  }

  Value fma(Build &build, math::FmaOp op) const {
    Type type = op.getType();
    if (type.isF16() ? halfArithmetic : bfloatFma)
      return {};
    Value a = widen(build, op.getA()), b = widen(build, op.getB()), c = widen(build, op.getC());
    if (type.isF16()) // the product is exact in f32
      return narrow(build, addToOdd(build, build.make<arith::MulFOp>(a, b), c), type);
    if (!doubles)
      return narrow(build, softwareFma(build, a, b, c, /*digits=*/8), type);
    auto extend = [&](Value x) {
      return build.make<arith::ExtFOp>(build.builder.getF64Type(), x).getResult();
    };
    Value sum = addToOdd(build, build.make<arith::MulFOp>(extend(a), extend(b)), extend(c));
    return narrow(build, narrowToOdd(build, sum), type);
  }

  // x ^ sign, x & ~sign, and both: of NaN too
  Value signs(Build &build, Operation *op) const {
    Type type = op->getResult(0).getType(), word = build.builder.getI16Type();
    if (type.isF16() && halfArithmetic)
      return {};
    Value bits = build.bitcast(op->getOperand(0), word), sign = build.integer(word, 0x8000);
    if (isa<arith::NegFOp>(op))
      return build.bitcast(build.bitXor(bits, sign), type);
    bits = build.bitAnd(bits, 0x7fff);
    if (isa<math::CopySignOp>(op))
      bits = build.bitOr(bits, build.bitAnd(build.bitcast(op->getOperand(1), word), sign));
    return build.bitcast(bits, type);
  }

  Value extend(Build &build, arith::ExtFOp op) const {
    Type target = op.getType();
    if (target.isF32())
      return hasConversions(op.getIn().getType()) ? Value() : widen(build, op.getIn());
    return build.make<arith::ExtFOp>(target, widen(build, op.getIn()));
  }

  Value truncate(Build &build, arith::TruncFOp op) const {
    Value from = op.getIn();
    Type target = op.getType();
    APFloat constant(0.0);
    if (matchPattern(from, m_ConstantFloat(&constant))) {
      bool losesInfo = false;
      constant.convert(cast<FloatType>(target).getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
      return build.make<arith::ConstantOp>(build.builder.getFloatAttr(target, constant));
    }
    if (from.getType().isF64())
      return narrow(build, narrowToOdd(build, from), target);
    return hasConversions(target) ? Value() : narrow(build, from, target);
  }

  // Null: the operation stays as it is.
  Value legalize(Build &build, Operation *op) const {
    auto fromInteger = [&](bool isSigned) {
      Type type = op->getResult(0).getType();
      return narrow(build, integerToFloat(build, op->getOperand(0), isSigned, type), type);
    };
    auto unlessNative = [&](bool isNative) { return isNative ? Value() : inSingle(build, op); };
    return TypeSwitch<Operation *, Value>(op)
        .Case<arith::ConstantOp, arith::SelectOp, arith::BitcastOp>([](auto) { return Value(); })
        .Case<arith::AddFOp, arith::SubFOp, arith::MulFOp>(
            [&](auto at) { return unlessNative(at.getType().isF16() ? halfArithmetic : bfloatArithmetic); })
        .Case([&](arith::CmpFOp at) { return unlessNative(at.getLhs().getType().isF16() && halfArithmetic); })
        .Case<arith::NegFOp, math::AbsFOp, math::CopySignOp>([&](Operation *at) { return signs(build, at); })
        .Case([&](math::FmaOp at) { return fma(build, at); })
        .Case([&](arith::ExtFOp at) { return extend(build, at); })
        .Case([&](arith::TruncFOp at) { return truncate(build, at); })
        .Case([&](arith::SIToFPOp) { return fromInteger(true); })
        .Case([&](arith::UIToFPOp) { return fromInteger(false); })
        .Case([&](AtomicRmwOp at) {
          bool isNative =
              at.getKind() != AtomicKind::FAdd || (at.getType().isF16() ? halfAtomics : bfloatAtomics);
          auto add = [&](Value a, Value b) {
            return narrow(build, build.make<arith::AddFOp>(widen(build, a), widen(build, b)), at.getType());
          };
          return isNative ? Value() : atomicByWord(build, at, add);
        })
        .Default([&](Operation *) { return inSingle(build, op); });
  }
};

} // namespace
} // namespace hd::ir
