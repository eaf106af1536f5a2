#include "ir/hd/addresses.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {

static Type pointeeOf(Value pointer) { return cast<PointerType>(pointer.getType()).getPointee(); }
static AddressSpace spaceOf(Value pointer) { return cast<PointerType>(pointer.getType()).getSpace(); }

bool isAddress(Operation *op) { return isa_and_nonnull<FieldOp, DecayOp, OffsetOp, PointerCastOp>(op); }

Value rootOf(Value pointer) {
  while (isAddress(pointer.getDefiningOp()))
    pointer = pointer.getDefiningOp()->getOperand(0);
  return pointer;
}

static func::FuncOp kernelOf(Value root) {
  auto argument = dyn_cast<BlockArgument>(root);
  return argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
}

static bool isRestrict(Value root) {
  func::FuncOp kernel = kernelOf(root);
  return kernel && kernel.getArgAttr(cast<BlockArgument>(root).getArgNumber(), kRestrictAttr);
}

// Not based on another pointer, as one that loops carry or conditions choose may be.
static bool isOrigin(Value root) {
  return kernelOf(root) || isa_and_nonnull<AddressOfOp, PrivateOp, DynamicSharedOp>(root.getDefiningOp());
}

bool areApart(Value root, Value other) {
  return root != other && isOrigin(root) && isOrigin(other) && (isRestrict(root) || isRestrict(other));
}

// Comparisons and tests of bits, but no pointer again.
static bool staysInteger(Value integer) {
  return llvm::all_of(integer.getUsers(), [](Operation *user) {
    if (isa<arith::CmpIOp>(user))
      return true;
    return isa<arith::AndIOp, arith::OrIOp>(user) && staysInteger(user->getResult(0));
  });
}

bool isOnlyRead(Value pointer) {
  return llvm::all_of(pointer.getUsers(), [](Operation *user) {
    if (isAddress(user))
      return isOnlyRead(user->getResult(0));
    return isa<LoadOp>(user) || (isa<PointerToIntOp>(user) && staysInteger(user->getResult(0)));
  });
}

static Attribute foldToConstant(Value value, unsigned depth) {
  Attribute known;
  if (matchPattern(value, m_Constant(&known)))
    return known;
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0 || op->getNumResults() != 1 || op->getNumRegions() != 0 || !isMemoryEffectFree(op))
    return {};
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    Attribute constant = foldToConstant(operand, depth - 1);
    if (!constant) // folding without all of them may rewrite the operation
      return {};
    operands.push_back(constant);
  }
  SmallVector<OpFoldResult> results;
  if (operands.empty() || failed(op->fold(operands, results)) || results.size() != 1)
    return {};
  if (auto folded = dyn_cast<Attribute>(results.front()))
    return folded;
  return foldToConstant(cast<Value>(results.front()), depth - 1);
}

std::optional<int64_t> constantOf(Value integer) {
  constexpr unsigned kMaxDepth = 6;
  auto constant = dyn_cast_or_null<IntegerAttr>(foldToConstant(integer, kMaxDepth));
  return constant ? std::optional(constant.getValue().getSExtValue()) : std::nullopt;
}

static int64_t offsetOf(FieldOp field) {
  return int64_t(cast<StructType>(pointeeOf(field.getBase())).getFieldOffsets()[field.getField()]);
}

std::optional<int64_t> distanceOf(Operation *address) {
  if (isa<DecayOp, PointerCastOp>(address))
    return 0;
  if (auto field = dyn_cast<FieldOp>(address))
    return offsetOf(field);
  auto offset = dyn_cast<OffsetOp>(address);
  std::optional<int64_t> index = offset ? constantOf(offset.getIndex()) : std::nullopt;
  if (!index)
    return std::nullopt;
  return *index * int64_t(sizeOf(pointeeOf(offset)));
}

Distance distanceFromRoot(Value pointer) {
  Distance total;
  for (; isAddress(pointer.getDefiningOp()); pointer = pointer.getDefiningOp()->getOperand(0)) {
    Operation *op = pointer.getDefiningOp();
    if (std::optional<int64_t> constant = distanceOf(op))
      total.constant += *constant;
    else
      total.terms.emplace_back(cast<OffsetOp>(op).getIndex(), int64_t(sizeOf(pointeeOf(pointer))));
  }
  return total;
}

Value fieldAddress(OpBuilder &builder, Location loc, Value base, unsigned field) {
  Type type = cast<StructType>(pointeeOf(base)).getFieldTypes()[field];
  return builder.create<FieldOp>(loc, PointerType::get(type.getContext(), type, spaceOf(base)), base, field);
}

Value elementAddress(OpBuilder &builder, Location loc, Value base, int64_t index) {
  Type element = cast<ArrayType>(pointeeOf(base)).getElement();
  auto elementPointer = PointerType::get(element.getContext(), element, spaceOf(base));
  Value first = builder.create<DecayOp>(loc, elementPointer, base);
  if (index == 0)
    return first;
  Value offset = builder.create<arith::ConstantOp>(loc, builder.getI64IntegerAttr(index));
  return builder.create<OffsetOp>(loc, elementPointer, first, offset);
}

Value addressWith(OpBuilder &builder, Operation *address, Value base) {
  Location loc = address->getLoc();
  Type pointee = pointeeOf(address->getResult(0));
  auto type = PointerType::get(address->getContext(), pointee, spaceOf(base));
  if (isa<PointerCastOp>(address))
    return type == base.getType() ? base : builder.create<PointerCastOp>(loc, type, base);
  if (auto field = dyn_cast<FieldOp>(address))
    return builder.create<FieldOp>(loc, type, base, field.getField());
  if (auto offset = dyn_cast<OffsetOp>(address))
    return builder.create<OffsetOp>(loc, type, base, offset.getIndex());
  return builder.create<DecayOp>(loc, type, base);
}

void eraseAddresses(Value pointer) {
  for (Operation *user : llvm::make_early_inc_range(pointer.getUsers())) {
    eraseAddresses(user->getResult(0));
    user->erase();
  }
}

} // namespace hd::ir
