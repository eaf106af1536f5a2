// math: GLSL.std.450 where it is exact. fma, division and square root
// are asked of the device only where it rounds them correctly.
#include "backends/spirv/emitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::spirv {

namespace {
// Numbers of GLSL.std.450.
enum Glsl : uint32_t {
  kRoundEven = 2,
  kTrunc = 3,
  kFloor = 8,
  kCeil = 9,
  kSqrt = 31,
  kFma = 50,
  kFindILsb = 73,
  kFindUMsb = 75,
};
} // namespace

// A call of the function that is exact on every device; in that function itself what the device has.
Id Emitter::emitRounded(llvm::StringRef name, unsigned bits, Operands operands) {
  Id type = floatType(bits);
  if (isExactFunction_ && name == "divide")
    return exact(emit(Op::OpFDiv, type, operands));
  if (isExactFunction_)
    return exact(emitGlsl(name == "fma" ? kFma : kSqrt, type, operands));
  Words words = {state_.exactFunction(name, bits)};
  words.insert(words.end(), operands.begin(), operands.end());
  return emit(Op::OpFunctionCall, type, words);
}

// Signs are bits, also those of NaN.
void Emitter::emitSign(Operation *op) {
  Type type = op->getResult(0).getType();
  unsigned bits = type.getIntOrFloatBitWidth();
  Id integer = intType(bits);
  Id sign = builder_.integer(bits, uint64_t(1) << (bits - 1));
  Id rest = builder_.integer(bits, (uint64_t(1) << (bits - 1)) - 1);
  auto toBits = [&](Value value) { return bitcast(get(value), integer); };
  Id result = emit(Op::OpBitwiseAnd, integer, {toBits(op->getOperand(0)), rest});
  if (isa<math::CopySignOp>(op)) {
    Id taken = emit(Op::OpBitwiseAnd, integer, {toBits(op->getOperand(1)), sign});
    result = emit(Op::OpBitwiseOr, integer, {result, taken});
  }
  set(op->getResult(0), bitcast(result, typeOf(type)));
}

bool Emitter::emitMath(Operation *op) {
  auto glsl = [&](uint32_t number) {
    Id type = typeOf(op->getResult(0));
    set(op->getResult(0), exact(emitGlsl(number, type, {get(op->getOperand(0))})));
    return true;
  };
  auto rounded = [&](llvm::StringRef name) {
    Type type = op->getResult(0).getType();
    Words operands;
    for (Value operand : op->getOperands())
      operands.push_back(get(operand));
    set(op->getResult(0), emitRounded(name, type.getIntOrFloatBitWidth(), operands));
    return true;
  };
  auto bits = [&](Op opcode) { // of i32; expand-arithmetic makes the other widths of it
    set(op->getResult(0), emit(opcode, intType(32), {get(op->getOperand(0))}));
    return true;
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<math::SqrtOp>([&](auto) { return rounded("sqrt"); })
      .Case<math::FmaOp>([&](auto) { return rounded("fma"); })
      .Case<math::FloorOp>([&](auto) { return glsl(kFloor); })
      .Case<math::CeilOp>([&](auto) { return glsl(kCeil); })
      .Case<math::TruncOp>([&](auto) { return glsl(kTrunc); })
      .Case<math::RoundEvenOp>([&](auto) { return glsl(kRoundEven); })
      .Case<math::AbsFOp, math::CopySignOp>([&](Operation *at) { return emitSign(at), true; })
      .Case<math::AbsIOp>([&](math::AbsIOp at) { // INT_MIN stays
        Id type = typeOf(at.getType()), value = get(at.getOperand());
        Id isNegative = compare(Op::OpSLessThan, value, zeroOf(at.getType()));
        set(at, select(isNegative, emit(Op::OpSNegate, type, {value}), value, type));
        return true;
      })
      .Case<math::CtPopOp>([&](auto) { return bits(Op::OpBitCount); })
      .Case<ir::BitReverseOp>([&](auto) { return bits(Op::OpBitReverse); })
      .Case<math::CountLeadingZerosOp>([&](Operation *at) { // FindUMsb(0) = -1
        Id top = emitGlsl(kFindUMsb, intType(32), {get(at->getOperand(0))});
        set(at->getResult(0), emit(Op::OpISub, intType(32), {u32(31), top}));
        return true;
      })
      .Case<math::CountTrailingZerosOp>([&](Operation *at) { // FindILsb(0) = -1
        Id first = emitGlsl(kFindILsb, intType(32), {get(at->getOperand(0))});
        Id isZero = compare(Op::OpIEqual, first, u32(~0u));
        set(at->getResult(0), select(isZero, u32(32), first, intType(32)));
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
