// Conversions between arith's types. bf16 is kept as its bits and widened to f32 for arithmetic.
#include "backends/spirv/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::spirv {

// f32(x) = bits << 16
Id Emitter::widenBFloat(Id value) {
  Id wide = convertInt(value, 16, 32);
  return bitcast(emit(Op::OpShiftLeftLogical, intType(32), {wide, u32(16)}), floatType(32));
}

// To nearest even; a NaN keeps its upper bits and is quiet.
Id Emitter::narrowToBFloat(Id value) {
  Id word = intType(32), bits = bitcast(value, word);
  Id upper = emit(Op::OpShiftRightLogical, word, {bits, u32(16)});
  Id odd = emit(Op::OpBitwiseAnd, word, {upper, u32(1)});
  Id rounded = emit(Op::OpIAdd, word, {bits, emit(Op::OpIAdd, word, {odd, u32(0x7fff)})});
  rounded = emit(Op::OpShiftRightLogical, word, {rounded, u32(16)});
  Id quiet = emit(Op::OpBitwiseOr, word, {upper, u32(0x40)});
  Id isNan = emit(Op::OpIsNan, builder_.boolType(), {value});
  return convertInt(select(isNan, quiet, rounded, word), 32, 16);
}

// f64 to f32 so that rounding once more, to 16 bits, gives what rounding once gives: an inexact result is
// odd.
Id Emitter::narrowToOdd(Id value) {
  Id single = floatType(32), wide = floatType(64), word = intType(32);
  Id rounded = exact(emit(Op::OpFConvert, single, {value}));
  Id back = exact(emit(Op::OpFConvert, wide, {rounded}));
  auto magnitude = [&](Id x) {
    Id bits = bitcast(x, intType(64));
    return emit(Op::OpBitwiseAnd, intType(64), {bits, builder_.integer(64, ~uint64_t(0) >> 1)});
  };
  Id isAbove = compare(Op::OpUGreaterThan, magnitude(back), magnitude(value));
  Id bits = bitcast(rounded, word);
  Id below = emit(Op::OpISub, word, {bits, select(isAbove, u32(1), u32(0), word)});
  Id odd = bitcast(emit(Op::OpBitwiseOr, word, {below, u32(1)}), single);
  return select(compare(Op::OpFOrdNotEqual, back, value), odd, rounded, single);
}

Id Emitter::floatOperand(Value value) {
  return value.getType().isBF16() ? widenBFloat(get(value)) : get(value);
}

Id Emitter::floatResult(Id value, Type type) { return type.isBF16() ? narrowToBFloat(value) : value; }

// An integer that is to be a float: an unrolled loop could make it a zero that the driver sees.
Id Emitter::hide(Id value, unsigned bits) {
  return isExactFunction_ ? value : emit(Op::OpBitwiseOr, intType(bits), {value, hiddenZero(bits)});
}

bool Emitter::emitConversion(Operation *op) {
  if (op->getNumOperands() != 1 || op->getNumResults() != 1 || !isa<arith::ArithDialect>(op->getDialect()))
    return false;
  Value source = op->getOperand(0), target = op->getResult(0);
  Type from = source.getType(), to = target.getType();
  auto extend = [&](bool isSigned) {
    Id value = get(source);
    if (from.isInteger(1)) {
      unsigned bits = to.getIntOrFloatBitWidth();
      Id type = intType(bits);
      set(target, select(value, builder_.integer(bits, isSigned ? ~uint64_t(0) : 1),
                         builder_.integer(bits, 0), type));
    } else {
      set(target, convertInt(value, from.getIntOrFloatBitWidth(), to.getIntOrFloatBitWidth(), isSigned));
    }
    return true;
  };
  auto toFloat = [&](bool isSigned) {
    Id value = get(source), type = floatType(floatBits(to));
    unsigned bits = from.getIntOrFloatBitWidth();
    if (bits == 1)
      value = select(value, u32(isSigned ? ~0u : 1), u32(0), intType(32));
    else if (bits < 32)
      value = convertInt(value, bits, 32, isSigned);
    value = hide(value, std::max(bits, 32u));
    set(target,
        floatResult(exact(emit(isSigned ? Op::OpConvertSToF : Op::OpConvertUToF, type, {value})), to));
    return true;
  };
  auto toInt = [&](bool isSigned) { // the value fits: expand-arithmetic sees to that
    unsigned bits = to.getIntOrFloatBitWidth(), wide = std::max(bits, 32u);
    Id value = emit(isSigned ? Op::OpConvertFToS : Op::OpConvertFToU, intType(wide), {floatOperand(source)});
    set(target, bits == 1 ? compare(Op::OpINotEqual, value, u32(0)) : convertInt(value, wide, bits));
    return true;
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<arith::ExtSIOp>([&](auto) { return extend(true); })
      .Case<arith::ExtUIOp>([&](auto) { return extend(false); })
      .Case<arith::TruncIOp>([&](auto) {
        unsigned bits = from.getIntOrFloatBitWidth();
        Id value = get(source);
        if (!to.isInteger(1)) {
          set(target, convertInt(value, bits, to.getIntOrFloatBitWidth()));
        } else {
          Id lowest = emit(Op::OpBitwiseAnd, intType(bits), {value, builder_.integer(bits, 1)});
          set(target, compare(Op::OpINotEqual, lowest, builder_.integer(bits, 0)));
        }
        return true;
      })
      .Case<arith::IndexCastOp, arith::IndexCastUIOp>([&](Operation *at) {
        auto bits = [](Type type) { return type.isIndex() ? 64 : type.getIntOrFloatBitWidth(); };
        set(target, convertInt(get(source), bits(from), bits(to), isa<arith::IndexCastOp>(at)));
        return true;
      })
      .Case<arith::ExtFOp, arith::TruncFOp>([&](Operation *) {
        Id value = floatOperand(source);
        unsigned bits = floatBits(from);
        if (from.isF64() && to.getIntOrFloatBitWidth() == 16) {
          value = narrowToOdd(value);
          bits = 32;
        }
        if (bits != floatBits(to))
          value = exact(emit(Op::OpFConvert, floatType(floatBits(to)), {value}));
        set(target, floatResult(value, to));
        return true;
      })
      .Case<arith::SIToFPOp>([&](auto) { return toFloat(true); })
      .Case<arith::UIToFPOp>([&](auto) { return toFloat(false); })
      .Case<arith::FPToSIOp>([&](auto) { return toInt(true); })
      .Case<arith::FPToUIOp>([&](auto) { return toInt(false); })
      .Case<arith::BitcastOp>([&](auto) {
        Id type = typeOf(to);
        if (typeOf(from) == type)
          set(target, get(source));
        else
          set(target,
              bitcast(isa<FloatType>(to) ? hide(get(source), to.getIntOrFloatBitWidth()) : get(source),
                      type));
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
