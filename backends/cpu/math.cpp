// math: what the hardware or LLVM has exactly. Everything else is stdlib/math, written in the language.
#include "backends/cpu/emitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::cpu {

bool Emitter::emitMath(Operation *op) {
  auto intrinsic = [&](llvm::Intrinsic::ID id) {
    emitIntrinsic(op, id);
    return true;
  };
  auto withFlag = [&](llvm::Intrinsic::ID id) { // false: defined for zero, or for INT_MIN
    mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) {
      return builder_.CreateIntrinsic(operands[0]->getType(), id, {operands[0], builder_.getFalse()});
    });
    return true;
  };
  // A NaN gives way to the other operand; then -0 < +0, where minnum would depend on what LLVM knows of them.
  auto number = [&](llvm::Intrinsic::ID id) {
    mapParts(op, [&](llvm::ArrayRef<llvm::Value *> operands) {
      llvm::Value *a = operands[0], *b = operands[1];
      llvm::Value *left = builder_.CreateSelect(builder_.CreateFCmpUNO(a, a), b, a);
      llvm::Value *right = builder_.CreateSelect(builder_.CreateFCmpUNO(b, b), a, b);
      return builder_.CreateBinaryIntrinsic(id, left, right);
    });
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
      .Case<ir::MinNumOp>([&](auto) { return number(llvm::Intrinsic::minimum); })
      .Case<ir::MaxNumOp>([&](auto) { return number(llvm::Intrinsic::maximum); })
      .Default([](Operation *) { return false; });
}

} // namespace hd::cpu
