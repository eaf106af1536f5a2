// Conversions between arith's types. Those of f16 and bf16 are integer arithmetic before they get here.
#include "backends/spirv/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::spirv {

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
    Id value = get(source), type = typeOf(to);
    unsigned bits = from.getIntOrFloatBitWidth();
    if (bits == 1)
      value = select(value, u32(isSigned ? ~0u : 1), u32(0), intType(32));
    else if (bits < 32)
      value = convertInt(value, bits, 32, isSigned);
    value = hide(value, std::max(bits, 32u));
    set(target, exact(emit(isSigned ? Op::OpConvertSToF : Op::OpConvertUToF, type, {value})));
    return true;
  };
  auto toInt = [&](bool isSigned) { // the value fits: expand-arithmetic sees to that
    unsigned bits = to.getIntOrFloatBitWidth(), wide = std::max(bits, 32u);
    Id value = emit(isSigned ? Op::OpConvertFToS : Op::OpConvertFToU, intType(wide), {get(source)});
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
        set(target, exact(emit(Op::OpFConvert, typeOf(to), {get(source)})));
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
