// Atomics: OpenCL 1.2's functions where it has them, compare-and-swap loops of the prelude where not. 64-bit
// ones are extensions, so their names and the device's feature differ.
#include "backends/opencl/emitter.h"

using namespace mlir;

namespace hd::opencl {

namespace {
struct Function {
  llvm::StringRef name; // after `atomic_` or `atom_`; empty: a loop of the prelude
  Sign sign;
};
} // namespace

static Function functionOf(ir::AtomicKind kind) {
  switch (kind) {
  case ir::AtomicKind::Add:
    return {"add", Sign::Unsigned};
  case ir::AtomicKind::SMin:
    return {"min", Sign::Signed};
  case ir::AtomicKind::SMax:
    return {"max", Sign::Signed};
  case ir::AtomicKind::UMin:
    return {"min", Sign::Unsigned};
  case ir::AtomicKind::UMax:
    return {"max", Sign::Unsigned};
  case ir::AtomicKind::And:
    return {"and", Sign::Unsigned};
  case ir::AtomicKind::Or:
    return {"or", Sign::Unsigned};
  case ir::AtomicKind::Xor:
    return {"xor", Sign::Unsigned};
  case ir::AtomicKind::Exch:
    return {"xchg", Sign::Unsigned};
  case ir::AtomicKind::FAdd:
  case ir::AtomicKind::Inc:
  case ir::AtomicKind::Dec:
    return {"", Sign::Unsigned};
  }
  llvm_unreachable("all kinds are handled");
}

std::string Emitter::atomicPointer(Value pointer, llvm::StringRef type) {
  std::string target = "(volatile " + qualifier(spaces_.of(pointer)).str() + " " + type.str() + " *)";
  return target + this->pointer(pointer).at(Level::Unary);
}

void Emitter::finishAtomic(Value result, const Expr &expr) {
  if (result.use_empty())
    return line(expr.text + ";");
  define(result, expr);
}

static std::string prefixOf(unsigned width) { return width == 64 ? "atom_" : "atomic_"; }

// Floats travel as the integer of their bits.
static Expr asFloat(const Expr &bits, Type type) {
  return {(type.isF32() ? "as_float(" : "as_double(") + bits.text + ")"};
}

void Emitter::emitAtomicRmw(ir::AtomicRmwOp op) {
  Type type = op.getType();
  unsigned width = type.getIntOrFloatBitWidth();
  Space space = spaces_.of(op.getPointer());
  if (width < 32 || space == Space::Private)
    return fail(op, "on this type or memory has no form in OpenCL C");
  if (width == 64)
    prelude_.useLongAtomics();
  bool isFloat = isa<FloatType>(type);
  Function function = functionOf(op.getKind());
  std::string suffix = space == Space::Global ? "_global" : "_local";
  if (function.name.empty()) {
    llvm::StringRef kind = ir::stringifyAtomicKind(op.getKind());
    std::string name =
        prelude_.use("hd_atomic_" + kind.str() + (isFloat ? "_f" : "_u") + std::to_string(width) + suffix);
    std::string value = isFloat ? get(op.getValue()).text : exact(op.getValue(), Sign::Unsigned);
    std::string target = atomicPointer(op.getPointer(), integerName(width, Sign::Unsigned));
    return finishAtomic(op.getResult(), call(name, {target, value}, isFloat ? Sign::None : Sign::Unsigned));
  }
  std::string target = atomicPointer(op.getPointer(), integerName(width, function.sign));
  if (isFloat) {
    std::string bits = std::string(width == 32 ? "as_uint(" : "as_ulong(") + get(op.getValue()).text + ")";
    return finishAtomic(op.getResult(),
                        asFloat(call(prefixOf(width) + function.name.str(), {target, bits}), type));
  }
  finishAtomic(op.getResult(), call(prefixOf(width) + function.name.str(),
                                    {target, exact(op.getValue(), function.sign)}, function.sign));
}

void Emitter::emitAtomicCas(ir::AtomicCasOp op) {
  Type type = op.getType();
  unsigned width = type.getIntOrFloatBitWidth();
  if (width < 32 || spaces_.of(op.getPointer()) == Space::Private)
    return fail(op, "on this type or memory has no form in OpenCL C");
  if (width == 64)
    prelude_.useLongAtomics();
  bool isFloat = isa<FloatType>(type);
  auto bits = [&](Value value) {
    return isFloat ? std::string(width == 32 ? "as_uint(" : "as_ulong(") + get(value).text + ")"
                   : exact(value, Sign::Unsigned);
  };
  Expr old = call(prefixOf(width) + "cmpxchg",
                  {atomicPointer(op.getPointer(), integerName(width, Sign::Unsigned)), bits(op.getCompare()),
                   bits(op.getValue())},
                  Sign::Unsigned);
  finishAtomic(op.getResult(), isFloat ? asFloat(old, type) : old);
}

} // namespace hd::opencl
