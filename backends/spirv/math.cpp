// math: GLSL.std.450 where it is exact, bit operations from their 32-bit forms. fma, division and square root
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

void Emitter::emitBitCount(Operation *op) {
  Value source = op->getOperand(0);
  unsigned bits = source.getType().getIntOrFloatBitWidth();
  Id word = intType(32), value = get(source);
  Id count = emit(Op::OpBitCount, word, {convertInt(value, bits, 32)});
  if (bits == 64) {
    Id upper = emit(Op::OpShiftRightLogical, intType(64), {value, builder_.integer(64, 32)});
    count = emit(Op::OpIAdd, word, {count, emit(Op::OpBitCount, word, {convertInt(upper, 64, 32)})});
  }
  set(op->getResult(0), convertInt(count, 32, bits));
}

void Emitter::emitReverse(Operation *op) {
  Value source = op->getOperand(0);
  unsigned bits = source.getType().getIntOrFloatBitWidth();
  Id word = intType(32), value = get(source);
  if (bits == 32)
    return set(op->getResult(0), emit(Op::OpBitReverse, word, {value}));
  Id wide = intType(64), half = builder_.integer(64, 32);
  Id low = emit(Op::OpBitReverse, word, {convertInt(value, 64, 32)});
  Id upper = convertInt(emit(Op::OpShiftRightLogical, wide, {value, half}), 64, 32);
  Id high = emit(Op::OpBitReverse, word, {upper});
  Id moved = emit(Op::OpShiftLeftLogical, wide, {convertInt(low, 32, 64), half});
  set(op->getResult(0), emit(Op::OpBitwiseOr, wide, {moved, convertInt(high, 32, 64)}));
}

// FindUMsb and FindILsb give -1 for zero.
Id Emitter::leadingZeros(Id value, unsigned bits) {
  Id word = intType(32);
  if (bits <= 32) {
    Id top = emitGlsl(kFindUMsb, word, {convertInt(value, bits, 32)});
    return emit(Op::OpISub, word, {u32(bits - 1), top});
  }
  Id upper = emit(Op::OpShiftRightLogical, intType(64), {value, builder_.integer(64, 32)});
  Id high = leadingZeros(convertInt(upper, 64, 32), 32), low = leadingZeros(convertInt(value, 64, 32), 32);
  Id sum = emit(Op::OpIAdd, word, {low, u32(32)});
  return select(compare(Op::OpIEqual, high, u32(32)), sum, high, word);
}

Id Emitter::trailingZeros(Id value, unsigned bits) {
  Id word = intType(32);
  if (bits <= 32) {
    Id first = emitGlsl(kFindILsb, word, {convertInt(value, bits, 32)});
    return select(compare(Op::OpIEqual, first, u32(~0u)), u32(bits), first, word);
  }
  Id upper = emit(Op::OpShiftRightLogical, intType(64), {value, builder_.integer(64, 32)});
  Id high = trailingZeros(convertInt(upper, 64, 32), 32), low = trailingZeros(convertInt(value, 64, 32), 32);
  Id sum = emit(Op::OpIAdd, word, {high, u32(32)});
  return select(compare(Op::OpIEqual, low, u32(32)), sum, low, word);
}

// Signs are bits, also those of NaN.
void Emitter::emitSign(Operation *op) {
  Type type = op->getResult(0).getType();
  unsigned bits = type.getIntOrFloatBitWidth();
  Id integer = intType(bits);
  Id sign = builder_.integer(bits, uint64_t(1) << (bits - 1));
  Id rest = builder_.integer(bits, (uint64_t(1) << (bits - 1)) - 1);
  auto toBits = [&](Value value) { return type.isBF16() ? get(value) : bitcast(get(value), integer); };
  Id result = emit(Op::OpBitwiseAnd, integer, {toBits(op->getOperand(0)), rest});
  if (isa<math::CopySignOp>(op)) {
    Id taken = emit(Op::OpBitwiseAnd, integer, {toBits(op->getOperand(1)), sign});
    result = emit(Op::OpBitwiseOr, integer, {result, taken});
  }
  set(op->getResult(0), type.isBF16() ? result : bitcast(result, typeOf(type)));
}

bool Emitter::emitMath(Operation *op) {
  auto glsl = [&](uint32_t number) {
    Type type = op->getResult(0).getType();
    Id value = floatOperand(op->getOperand(0));
    set(op->getResult(0), floatResult(exact(emitGlsl(number, floatType(floatBits(type)), {value})), type));
    return true;
  };
  auto rounded = [&](llvm::StringRef name) {
    Type type = op->getResult(0).getType();
    Words operands;
    for (Value operand : op->getOperands())
      operands.push_back(floatOperand(operand));
    set(op->getResult(0), floatResult(emitRounded(name, floatBits(type), operands), type));
    return true;
  };
  auto zeros = [&](bool leading) {
    unsigned bits = op->getResult(0).getType().getIntOrFloatBitWidth();
    Id value = get(op->getOperand(0));
    Id count = leading ? leadingZeros(value, bits) : trailingZeros(value, bits);
    set(op->getResult(0), convertInt(count, 32, bits));
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
      .Case<math::CtPopOp>([&](Operation *at) { return emitBitCount(at), true; })
      .Case<math::CountLeadingZerosOp>([&](auto) { return zeros(true); })
      .Case<math::CountTrailingZerosOp>([&](auto) { return zeros(false); })
      .Case<ir::BitReverseOp>([&](Operation *at) { return emitReverse(at), true; })
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
