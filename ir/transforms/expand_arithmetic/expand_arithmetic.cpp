// Finds the operations of each family and puts their expansions in place. Floating point comes first: what it
// is made of may itself be expanded after it.
#include "ir/transforms/expand_arithmetic/expand_arithmetic.h"

#include "ir/transforms/expand_arithmetic/expansions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_EXPANDARITHMETIC
#include "ir/transforms/expand_arithmetic/expand_arithmetic.h.inc"

namespace {

struct ExpandArithmeticPass : impl::ExpandArithmeticBase<ExpandArithmeticPass> {
  using ExpandArithmeticBase::ExpandArithmeticBase;

  void runOnOperation() override {
    for (const std::string &mode : {std::string(fma), std::string(division)})
      if (mode != "native" && mode != "software" && mode != "probed") {
        getOperation().emitError("expand-arithmetic: expected native, software or probed, found `")
            << mode << "`";
        return signalPassFailure();
      }
    forEach([&](Operation *op) { return expandFloat(op); });
    if (bitOperations64)
      forEach([&](Operation *op) { return expandWords(op); });
    forEach([&](Operation *op) { return expandInteger(op); });
  }

  // Replaces the results of every operation for which `expand` gives values.
  void forEach(function_ref<SmallVector<Value>(Operation *)> expand) {
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa<arith::ArithDialect, math::MathDialect, HdDialect>(op->getDialect()) && op->getNumResults() > 0)
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      SmallVector<Value> values = expand(op);
      if (values.empty())
        continue;
      op->replaceAllUsesWith(values);
      op->erase();
    }
  }

  SmallVector<Value> choose(Operation *op, const std::string &mode, DeviceProperty property,
                            function_ref<Value(Build &)> software) {
    Type type = op->getResult(0).getType();
    if (mode == "native")
      return {};
    OpBuilder builder(op);
    Build build(builder, op->getLoc());
    if (mode == "software")
      return {software(build)};
    auto branch = build.make<scf::IfOp>(TypeRange{type}, build.make<DeviceHasOp>(build.i1(), property), true);
    builder.setInsertionPointToStart(branch.thenBlock());
    build.make<scf::YieldOp>(builder.clone(*op)->getResults());
    builder.setInsertionPointToStart(branch.elseBlock());
    build.make<scf::YieldOp>(ValueRange{software(build)});
    return {branch.getResult(0)};
  }

  // Whether division may use the device's own fma.
  Fused fused() const {
    return fma == "native" ? Fused::Always : fma == "probed" ? Fused::Probed : Fused::Never;
  }

  SmallVector<Value> expandFloat(Operation *op) {
    return TypeSwitch<Operation *, SmallVector<Value>>(op)
        .Case([&](math::FmaOp at) {
          if (at.getType().getIntOrFloatBitWidth() < 32)
            return SmallVector<Value>();
          return choose(op, fma, DeviceProperty::FusedFma, [&](Build &build) {
            return doubles && at.getType().isF32()
                       ? softwareFmaInDouble(build, at.getA(), at.getB(), at.getC())
                       : softwareFma(build, at.getA(), at.getB(), at.getC());
          });
        })
        .Case([&](arith::DivFOp at) {
          return choose(op, division, DeviceProperty::ExactDivide,
                        [&](Build &build) { return exactDivide(build, at.getLhs(), at.getRhs(), fused()); });
        })
        .Case([&](math::SqrtOp at) {
          return choose(op, division, DeviceProperty::ExactDivide,
                        [&](Build &build) { return exactSqrt(build, at.getOperand(), fused()); });
        })
        .Default([](Operation *) { return SmallVector<Value>(); });
  }

  SmallVector<Value> expandWords(Operation *op) {
    OpBuilder builder(op);
    Build build(builder, op->getLoc());
    auto words = [&](BitOperation operation) -> SmallVector<Value> {
      if (op->getResult(0).getType().isInteger(32))
        return {};
      return {expandByWords(build, operation, op->getOperand(0))};
    };
    return TypeSwitch<Operation *, SmallVector<Value>>(op)
        .Case([&](math::CountLeadingZerosOp) { return words(BitOperation::LeadingZeros); })
        .Case([&](math::CountTrailingZerosOp) { return words(BitOperation::TrailingZeros); })
        .Case([&](math::CtPopOp) { return words(BitOperation::PopulationCount); })
        .Case([&](BitReverseOp) { return words(BitOperation::Reverse); })
        .Default([](Operation *) { return SmallVector<Value>(); });
  }

  // A constant that is neither 0 nor -1 leaves nothing open.
  static bool isHarmlessDivisor(Value value) {
    APInt constant;
    return matchPattern(value, m_ConstantInt(&constant)) && !constant.isZero() && !constant.isAllOnes();
  }

  SmallVector<Value> expandInteger(Operation *op) {
    OpBuilder builder(op);
    Build build(builder, op->getLoc());
    auto divide = [&](bool isSigned, bool isRemainder) -> SmallVector<Value> {
      if (!integerDivision || isHarmlessDivisor(op->getOperand(1)))
        return {};
      return {expandDivision(build, op->getOperand(0), op->getOperand(1), isSigned, isRemainder)};
    };
    auto multiply = [&](bool isSigned) -> SmallVector<Value> {
      if (!wideMultiply)
        return {};
      auto [low, high] = expandWideMultiply(build, op->getOperand(0), op->getOperand(1), isSigned);
      return {low, high};
    };
    auto convert = [&](bool isSigned) -> SmallVector<Value> {
      if (!floatToInteger)
        return {};
      return {expandFloatToInteger(build, op->getOperand(0), op->getResult(0).getType(), isSigned)};
    };
    auto extreme = [&](bool isMinimum, bool propagate) -> SmallVector<Value> {
      if (!minimumMaximum)
        return {};
      return {expandMinMax(build, op->getOperand(0), op->getOperand(1), isMinimum, propagate)};
    };
    auto bits = [&](function_ref<Value(Build &, Value)> expand) -> SmallVector<Value> {
      if (!bitOperations)
        return {};
      return {expand(build, op->getOperand(0))};
    };
    return TypeSwitch<Operation *, SmallVector<Value>>(op)
        .Case([&](arith::DivSIOp) { return divide(true, false); })
        .Case([&](arith::DivUIOp) { return divide(false, false); })
        .Case([&](arith::RemSIOp) { return divide(true, true); })
        .Case([&](arith::RemUIOp) { return divide(false, true); })
        .Case([&](arith::MulSIExtendedOp) { return multiply(true); })
        .Case([&](arith::MulUIExtendedOp) { return multiply(false); })
        .Case([&](arith::FPToSIOp) { return convert(true); })
        .Case([&](arith::FPToUIOp) { return convert(false); })
        .Case([&](arith::MinimumFOp) { return extreme(true, true); })
        .Case([&](arith::MaximumFOp) { return extreme(false, true); })
        .Case([&](MinNumOp) { return extreme(true, false); })
        .Case([&](MaxNumOp) { return extreme(false, false); })
        .Case([&](math::CountLeadingZerosOp) { return bits(expandLeadingZeros); })
        .Case([&](math::CountTrailingZerosOp) { return bits(expandTrailingZeros); })
        .Case([&](BitReverseOp) { return bits(expandBitReverse); })
        .Case([&](math::AbsIOp) {
          return bits([](Build &build, Value x) {
            return build.select(build.compare(Build::Predicate::slt, x, 0), build.negate(x), x);
          });
        })
        .Default([](Operation *) { return SmallVector<Value>(); });
  }
};

} // namespace
} // namespace hd::ir
