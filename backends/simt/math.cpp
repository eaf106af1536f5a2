// math: what LLVM has exactly. Everything else is stdlib/math, written in the language.
#include "backends/simt/emitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::simt {

bool Emitter::emitMath(Operation *op) {
  auto operands = [&] {
    llvm::SmallVector<llvm::Value *, 3> values;
    for (Value operand : op->getOperands())
      values.push_back(get(operand));
    return values;
  };
  auto intrinsic = [&](llvm::Intrinsic::ID id) {
    auto values = operands();
    set(op->getResult(0), builder_.CreateIntrinsic(values[0]->getType(), id, values));
    return true;
  };
  auto withFlag = [&](llvm::Intrinsic::ID id) { // false: defined for zero, or for INT_MIN
    auto values = operands();
    values.push_back(builder_.getFalse());
    set(op->getResult(0), builder_.CreateIntrinsic(values[0]->getType(), id, values));
    return true;
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<math::SqrtOp>([&](auto) { return intrinsic(llvm::Intrinsic::sqrt); })
      .Case<math::FmaOp>([&](auto) { return intrinsic(llvm::Intrinsic::fma); })
      .Case<math::FloorOp>([&](auto) { return intrinsic(llvm::Intrinsic::floor); })
      .Case<math::CeilOp>([&](auto) { return intrinsic(llvm::Intrinsic::ceil); })
      .Case<math::TruncOp>([&](auto) { return intrinsic(llvm::Intrinsic::trunc); })
      .Case<math::RoundEvenOp>([&](auto) { return intrinsic(llvm::Intrinsic::roundeven); })
      .Case<math::AbsFOp>([&](auto) { return intrinsic(llvm::Intrinsic::fabs); })
      .Case<math::CopySignOp>([&](auto) { return intrinsic(llvm::Intrinsic::copysign); })
      .Case<math::AbsIOp>([&](auto) { return withFlag(llvm::Intrinsic::abs); })
      .Case<math::CtPopOp>([&](auto) { return intrinsic(llvm::Intrinsic::ctpop); })
      .Case<math::CountLeadingZerosOp>([&](auto) { return withFlag(llvm::Intrinsic::ctlz); })
      .Case<math::CountTrailingZerosOp>([&](auto) { return withFlag(llvm::Intrinsic::cttz); })
      .Case<ir::BitReverseOp>([&](auto) { return intrinsic(llvm::Intrinsic::bitreverse); })
      .Case<ir::MinNumOp>([&](auto) { return intrinsic(llvm::Intrinsic::minnum); })
      .Case<ir::MaxNumOp>([&](auto) { return intrinsic(llvm::Intrinsic::maxnum); })
      .Default([](Operation *) { return false; });
}

} // namespace hd::simt
