// Addresses as C writes them: indexing and members instead of arithmetic, wherever the type allows.
#include "backends/opencl/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::opencl {

static Type pointeeOf(Value pointer) { return cast<ir::PointerType>(pointer.getType()).getPointee(); }

std::string Emitter::pointerType(Value value) { return declaration(value, Sign::None, ""); }

// An extended i32 needs no cast here: C extends it by its sign.
std::string Emitter::index(Value value, Level least) {
  if (!names_.count(value)) {
    if (auto from = value.getDefiningOp<arith::ExtSIOp>(); from && from.getIn().getType().isInteger(32))
      return asSigned(get(from.getIn()), 32).at(least);
    if (auto from = value.getDefiningOp<arith::ExtUIOp>(); from && from.getIn().getType().isInteger(32))
      return asUnsigned(get(from.getIn()), 32).at(least);
  }
  Expr expr = get(value);
  if (expr.constant && expr.constant->isSignedIntN(31))
    return Expr{llvm::toString(*expr.constant, 10, true), expr.level}.at(least);
  return asSigned(expr, 64).at(least);
}

Expr Emitter::offsetPlace(ir::OffsetOp op) {
  auto constant = get(op.getIndex()).constant;
  if (constant && constant->isZero())
    return place(op.getBase());
  // Clang takes `(&v.x)[i]` for an access to `x` alone, and drops stores to the fields that it also reads.
  Expr base = pointer(op.getBase());
  if (StringRef(base.text).starts_with("&"))
    return {"*(" + base.at(Level::Add) + " + " + index(op.getIndex(), Level::Multiply) + ")", Level::Unary};
  return {base.at(Level::Postfix) + "[" + index(op.getIndex(), Level::Conditional) + "]"};
}

Expr Emitter::fieldPlace(ir::FieldOp op) {
  auto type = cast<ir::StructType>(pointeeOf(op.getBase()));
  const Record &record = types_.record(type);
  if (record.isOpaque) {
    uint64_t offset = type.getFieldOffsets()[op.getField()];
    std::string bytes =
        "(" + qualifier(spaces_.of(op.getBase())).str() + " char *)" + pointer(op.getBase()).at(Level::Unary);
    return {"*(" + pointerType(op.getResult()) + ")(" + bytes + " + " + std::to_string(offset) + ")",
            Level::Unary};
  }
  std::string member = record.fields[op.getField()];
  Expr whole = place(op.getBase());
  if (whole.level == Level::Unary && whole.text[0] == '*')
    return {pointer(op.getBase()).at(Level::Postfix) + "->" + member};
  return {whole.at(Level::Postfix) + "." + member};
}

Expr Emitter::place(Value value) {
  auto object = objects_.find(value);
  if (object != objects_.end())
    return {object->second};
  Operation *op = value.getDefiningOp();
  if (op && !names_.count(value)) {
    if (auto at = dyn_cast<ir::AddressOfOp>(op))
      return {sharedNames_[at.getGlobal().str()]};
    if (auto at = dyn_cast<ir::OffsetOp>(op))
      return offsetPlace(at);
    if (auto at = dyn_cast<ir::FieldOp>(op))
      return fieldPlace(at);
    if (auto at = dyn_cast<ir::DecayOp>(op))
      return {place(at.getBase()).at(Level::Postfix) + "[0]"};
    if (auto at = dyn_cast<ir::PointerCastOp>(op); at && pointeeOf(at.getSource()) == pointeeOf(value))
      return place(at.getSource());
  }
  return unary("*", pointer(value));
}

Expr Emitter::pointer(Value value) {
  auto named = names_.find(value);
  if (named != names_.end())
    return {named->second.text};
  if (objects_.count(value))
    return unary("&", place(value));
  return build(value.getDefiningOp());
}

Expr Emitter::buildPointer(Operation *op) {
  return llvm::TypeSwitch<Operation *, Expr>(op)
      .Case([&](ir::OffsetOp at) {
        Expr base = pointer(at.getBase());
        auto constant = get(at.getIndex()).constant;
        if (constant && constant->isZero())
          return base;
        if (constant && constant->isNegative() && constant->isSignedIntN(31))
          return binary(base.at(Level::Add), "-", llvm::toString(-*constant, 10, true), Level::Add);
        return binary(base.at(Level::Add), "+", index(at.getIndex(), Level::Multiply), Level::Add);
      })
      .Case([&](ir::FieldOp at) {
        Expr member = fieldPlace(at);
        if (member.level == Level::Unary && member.text[0] == '*')
          return Expr{member.text.substr(1), Level::Unary};
        return unary("&", member);
      })
      .Case([&](ir::DecayOp at) {
        if (!at.getBase().getDefiningOp<ir::DynamicSharedOp>())
          return place(at.getBase());
        Expr bytes{"hd_shared_dynamic"}; // an array of unknown length
        return pointerType(at.getResult()) == "__local char *" ? bytes
                                                               : cast(pointerType(at.getResult()), bytes);
      })
      .Case([&](ir::AddressOfOp at) { return unary("&", place(at.getResult())); })
      .Case([&](ir::DynamicSharedOp at) {
        return Expr{"(" + pointerType(at.getResult()) + ")hd_shared_dynamic", Level::Unary};
      })
      .Case([&](ir::PointerCastOp at) {
        Expr source = pointer(at.getSource());
        return pointerType(at.getResult()) == pointerType(at.getSource())
                   ? source
                   : cast(pointerType(at.getResult()), source);
      })
      .Case([&](ir::PointerToIntOp at) {
        Expr result = cast("ulong", pointer(at.getSource()));
        result.sign = Sign::Unsigned;
        return result;
      })
      .Case([&](ir::IntToPointerOp at) {
        Expr number = get(at.getSource());
        return cast(pointerType(at.getResult()), number.constant ? asUnsigned(number, 64) : number);
      })
      .Default([&](Operation *) { // a select of pointers
        if (isa<arith::SelectOp>(op))
          return buildArithmetic(op);
        fail(op, "has no form in OpenCL C");
        return Expr{"0"};
      });
}

} // namespace hd::opencl
