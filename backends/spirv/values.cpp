// Types, constants and single instructions. A type brings its capability and its feature with it; 64-bit
// integers are in every module, for addresses.
#include "backends/spirv/emitter.h"

#include "runtime/abi/features.h"

using namespace mlir;

namespace hd::spirv {

Id Emitter::intType(unsigned bits) {
  auto need = [&](Capability arithmetic, std::string_view feature) {
    builder_.capability(arithmetic);
    features_.insert(std::string(feature));
  };
  if (bits == 8) {
    need(Capability::Int8, abi::features::kInt8);
    builder_.capability(Capability::StorageBuffer8BitAccess);
  } else if (bits == 16) {
    need(Capability::Int16, abi::features::kInt16);
    builder_.capability(Capability::StorageBuffer16BitAccess);
  }
  return builder_.intType(bits);
}

Id Emitter::floatType(unsigned bits) {
  if (bits == 64) {
    builder_.capability(Capability::Float64);
    features_.insert(std::string(abi::features::kFloat64));
  }
  return builder_.floatType(bits);
}

Id Emitter::typeOf(Type type) {
  if (type.isInteger(1))
    return builder_.boolType();
  if (type.isIndex())
    return intType(64);
  if (isBits(type))
    return intType(16);
  unsigned bits = type.getIntOrFloatBitWidth();
  return isa<FloatType>(type) ? floatType(bits) : intType(bits);
}

Id Emitter::typeOf(Value value) {
  return isa<ir::PointerType>(value.getType()) ? intType(pointerBits(value)) : typeOf(value.getType());
}

Id Emitter::memoryTypeOf(Type type) {
  if (type.isInteger(1))
    return intType(8);
  return isa<ir::PointerType>(type) ? intType(64) : typeOf(type);
}

Id Emitter::zeroOf(Type type) {
  if (type.isInteger(1))
    return builder_.boolean(false);
  Id made = typeOf(type);
  (void)made; // for its capability
  if (isa<FloatType>(type) && !isBits(type))
    return builder_.floating(type.getIntOrFloatBitWidth(), 0);
  return builder_.integer(type.isIndex() ? 64 : type.getIntOrFloatBitWidth(), 0);
}

Id Emitter::get(Value value) {
  if (isa<ir::PointerType>(value.getType()) && PointerGroups::isNull(value))
    return builder_.integer(64, 0);
  auto found = values_.find(value);
  assert(found != values_.end() && "a value is used before it is made");
  return found->second;
}

Id Emitter::getAs(Value value, Value target) {
  if (isa<ir::PointerType>(value.getType()) && PointerGroups::isNull(value))
    return builder_.integer(pointerBits(target), 0);
  return get(value);
}

Id Emitter::emit(Op op, Id type, Operands operands) {
  Id result = builder_.fresh();
  Words words = {type, result};
  words.insert(words.end(), operands.begin(), operands.end());
  append(body_, op, words);
  return result;
}

Id Emitter::emitGlsl(uint32_t number, Id type, Operands operands) {
  Words words = {builder_.glsl(), number};
  words.insert(words.end(), operands.begin(), operands.end());
  return emit(Op::OpExtInst, type, words);
}

Id Emitter::exact(Id id) {
  builder_.decorate(id, Decoration::NoContraction);
  return id;
}

Id Emitter::convertInt(Id value, unsigned from, unsigned to, bool isSigned) {
  if (from == to)
    return value;
  return emit(isSigned ? Op::OpSConvert : Op::OpUConvert, intType(to), {value});
}

// Vulkan knows no wider scope than the device; the queue family's needs no capability of its own.
Id Emitter::scopeOf(ir::Scope scope) {
  constexpr uint32_t kWorkgroup = 2, kQueueFamily = 5;
  switch (scope) {
  case ir::Scope::Block:
    return u32(kWorkgroup);
  case ir::Scope::Device:
  case ir::Scope::System:
    return u32(kQueueFamily);
  }
  llvm_unreachable("all scopes are handled");
}

void Emitter::fail(Operation *op, const llvm::Twine &what) {
  if (!error_.empty())
    return;
  if (auto place = op->getLoc()->findInstanceOf<FileLineColLoc>())
    error_ = (place.getFilename().getValue() + ":" + llvm::Twine(place.getLine()) + ": ").str();
  error_ += ("`" + function_.getName() + "` is unsupported on vulkan: " + what).str();
}

void Emitter::unsupported(Operation *op, const llvm::Twine &what) {
  fail(op, what + ": `" + op->getName().getStringRef() + "`");
  for (Value result : op->getResults()) // so that emission can end
    set(result, builder_.undefined(typeOf(result)));
}

void Emitter::locate(Operation *op) {
  if (!state_.debugLines)
    return;
  auto place = op->getLoc()->findInstanceOf<FileLineColLoc>();
  if (!place)
    return;
  std::pair line(place.getFilename().getValue(), place.getLine());
  if (line == line_)
    return;
  line_ = line;
  emitVoid(Op::OpLine, {builder_.string(line.first), line.second, place.getColumn()});
}

} // namespace hd::spirv
