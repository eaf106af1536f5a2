// Registration and verifiers of the hd dialect.
#include "ir/hd/dialect.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::ir {

// Every operation may be inlined: a device function's body means the same in its caller.
struct HdInliner : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final { return true; }
};

void HdDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "ir/hd/attributes.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "ir/hd/types.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "ir/hd/ops.cpp.inc"
      >();
  addInterfaces<HdInliner>();
}

bool isArithmetic(Operation *op) {
  return isa_and_nonnull<arith::ArithDialect, math::MathDialect>(op->getDialect()) ||
         isa<BitReverseOp, MinNumOp, MaxNumOp>(op);
}

uint64_t sizeOf(Type type) {
  return llvm::TypeSwitch<Type, uint64_t>(type)
      .Case<IntegerType, FloatType>(
          [](Type scalar) { return llvm::divideCeil(scalar.getIntOrFloatBitWidth(), 8); })
      .Case<PointerType>([](PointerType) { return 8; })
      .Case<ArrayType>([](ArrayType array) { return array.getCount() * sizeOf(array.getElement()); })
      .Case<StructType>([](StructType record) { return record.getSize(); })
      .Case<NoneType>([](NoneType) { return 1; });
}

uint64_t alignmentOf(Type type) {
  if (auto array = dyn_cast<ArrayType>(type))
    return alignmentOf(array.getElement());
  if (auto record = dyn_cast<StructType>(type))
    return record.getAlignment();
  return sizeOf(type);
}

// `<"P", size 8, align 4, {"x": f32 at 0, "n": i32 at 4}>`
void StructType::print(AsmPrinter &printer) const {
  printer << "<\"" << getName() << "\", size " << getSize() << ", align " << getAlignment() << ", {";
  for (size_t i = 0; i < getFieldTypes().size(); ++i)
    printer << (i ? ", " : "") << getFieldNames()[i] << ": " << getFieldTypes()[i] << " at "
            << getFieldOffsets()[i];
  printer << "}>";
}

Type StructType::parse(AsmParser &parser) {
  std::string name;
  uint64_t size = 0, alignment = 1;
  SmallVector<StringAttr> names;
  SmallVector<Type> types;
  SmallVector<uint64_t> offsets;
  auto parseField = [&]() -> ParseResult {
    std::string field;
    if (parser.parseString(&field) || parser.parseColon() || parser.parseType(types.emplace_back()) ||
        parser.parseKeyword("at") || parser.parseInteger(offsets.emplace_back()))
      return failure();
    names.push_back(StringAttr::get(parser.getContext(), field));
    return success();
  };
  if (parser.parseLess() || parser.parseString(&name) || parser.parseComma() || parser.parseKeyword("size") ||
      parser.parseInteger(size) || parser.parseComma() || parser.parseKeyword("align") ||
      parser.parseInteger(alignment) || parser.parseComma() ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Braces, parseField) || parser.parseGreater())
    return {};
  return StructType::get(parser.getContext(), name, size, alignment, names, types, offsets);
}

static StructType pointeeStruct(Value pointer) {
  return dyn_cast<StructType>(cast<PointerType>(pointer.getType()).getPointee());
}

LogicalResult FieldOp::verify() {
  StructType record = pointeeStruct(getBase());
  if (!record)
    return emitOpError("expects a pointer to a struct, found ") << getBase().getType();
  if (getField() >= record.getFieldTypes().size())
    return emitOpError("field ") << getField() << " of a struct with " << record.getFieldTypes().size()
                                 << " fields";
  auto expected = PointerType::get(getContext(), record.getFieldTypes()[getField()],
                                   cast<PointerType>(getBase().getType()).getSpace());
  if (getResult().getType() != expected)
    return emitOpError("result is ") << getResult().getType() << ", expected " << expected;
  return success();
}

LogicalResult DecayOp::verify() {
  auto base = cast<PointerType>(getBase().getType());
  auto array = dyn_cast<ArrayType>(base.getPointee());
  if (!array)
    return emitOpError("expects a pointer to an array, found ") << base;
  auto expected = PointerType::get(getContext(), array.getElement(), base.getSpace());
  if (getResult().getType() != expected)
    return emitOpError("result is ") << getResult().getType() << ", expected " << expected;
  return success();
}

static LogicalResult verifyAccess(Operation *op, Value pointer, Type value) {
  Type pointee = cast<PointerType>(pointer.getType()).getPointee();
  if (pointee != value)
    return op->emitOpError("accesses ") << value << " through a pointer to " << pointee;
  return success();
}

LogicalResult LoadOp::verify() { return verifyAccess(*this, getPointer(), getType()); }
LogicalResult StoreOp::verify() { return verifyAccess(*this, getPointer(), getValue().getType()); }
LogicalResult AtomicCasOp::verify() { return verifyAccess(*this, getPointer(), getType()); }

LogicalResult AtomicRmwOp::verify() {
  bool floating = isa<FloatType>(getType());
  if (floating != (getKind() == AtomicKind::FAdd) && getKind() != AtomicKind::Exch)
    return emitOpError("kind does not fit the type ") << getType();
  return verifyAccess(*this, getPointer(), getType());
}

LogicalResult CopyOp::verify() {
  Type target = cast<PointerType>(getTarget().getType()).getPointee();
  Type source = cast<PointerType>(getSource().getType()).getPointee();
  if (target != source)
    return emitOpError("copies ") << source << " to " << target;
  return success();
}

LogicalResult AddressOfOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto global = symbols.lookupNearestSymbolFrom<GlobalOp>(*this, getGlobalAttr());
  if (!global)
    return emitOpError("names no hd.global: ") << getGlobal();
  if (cast<PointerType>(getType()).getPointee() != cast<PointerType>(global.getType()).getPointee())
    return emitOpError("is ") << getType() << " but the global is " << global.getType();
  return success();
}

static void volatileEffects(Value pointer, OpOperand &operand, bool isVolatile, bool writes,
                            SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  (void)pointer;
  if (writes || isVolatile)
    effects.emplace_back(MemoryEffects::Write::get(), &operand);
  if (!writes || isVolatile)
    effects.emplace_back(MemoryEffects::Read::get(), &operand);
}

void LoadOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  volatileEffects(getPointer(), getPointerMutable(), getIsVolatile(), false, effects);
}
void StoreOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  volatileEffects(getPointer(), getPointerMutable(), getIsVolatile(), true, effects);
}

} // namespace hd::ir

#include "ir/hd/dialect_enums.cpp.inc"

#include "ir/hd/dialect.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "ir/hd/attributes.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "ir/hd/types.cpp.inc"
#define GET_OP_CLASSES
#include "ir/hd/ops.cpp.inc"
