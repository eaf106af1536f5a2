// math: what OpenCL C has exactly; the rest of the math library is compiled from its own source.
#include "backends/opencl/emitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::opencl {

Expr Emitter::buildMath(Operation *op) {
  Type type = op->getResult(0).getType();
  auto floats = [&](llvm::StringRef function) {
    std::vector<std::string> arguments;
    for (Value operand : op->getOperands())
      arguments.push_back(get(operand).text);
    return call(function, arguments);
  };
  auto bits = [&](llvm::StringRef function) {
    return call(function, {exact(op->getOperand(0), Sign::Unsigned)}, Sign::Unsigned);
  };
  return llvm::TypeSwitch<Operation *, Expr>(op)
      .Case([&](math::SqrtOp) { return floats(type.isF64() ? "sqrt" : helper("sqrt", type)); })
      .Case([&](math::FmaOp) { return floats(helper("fma", type)); })
      .Case([&](math::FloorOp) { return floats("floor"); })
      .Case([&](math::CeilOp) { return floats("ceil"); })
      .Case([&](math::TruncOp) { return floats("trunc"); })
      .Case([&](math::RoundEvenOp) { return floats("rint"); })
      .Case([&](math::AbsFOp) { return floats("fabs"); })
      .Case([&](math::CopySignOp) { return floats("copysign"); })
      .Case(
          [&](math::AbsIOp) { return call("abs", {exact(op->getOperand(0), Sign::Signed)}, Sign::Unsigned); })
      .Case([&](math::CtPopOp) { return bits("popcount"); })
      .Case([&](math::CountLeadingZerosOp) { return bits("clz"); })
      .Case([&](math::CountTrailingZerosOp) { return bits(helper("ctz", type)); })
      .Case([&](ir::BitReverseOp) { return bits(helper("bit_reverse", type)); })
      .Case([&](ir::MinNumOp) { return floats(helper("fmin", type)); })
      .Case([&](ir::MaxNumOp) { return floats(helper("fmax", type)); })
      .Default([&](Operation *) {
        fail(op, "has no form in OpenCL C");
        return Expr{"0"};
      });
}

} // namespace hd::opencl
