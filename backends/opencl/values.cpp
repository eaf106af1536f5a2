// Names of values, and the choice between an expression inside another and a variable.
#include "backends/opencl/emitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::opencl {

std::string Emitter::uniqueName(const std::string &hint) {
  std::string name = identifier(hint), result = name;
  for (unsigned i = 1; types_.isName(result) || !used_.insert(result).second; ++i)
    result = name + "_" + std::to_string(i);
  return result;
}

// Loads are called after what they read, the rest after their type.
std::string Emitter::nameFor(Value value) {
  if (auto load = value.getDefiningOp<ir::LoadOp>()) {
    Value root = load.getPointer();
    while (Operation *from = root.getDefiningOp()) {
      if (names_.count(root) || objects_.count(root) || from->getNumOperands() == 0)
        break;
      root = from->getOperand(0);
    }
    if (names_.count(root))
      return uniqueName(names_[root].text + "_value");
    if (auto object = objects_.find(root); object != objects_.end())
      return uniqueName(object->second + "_value");
    if (auto global = root.getDefiningOp<ir::AddressOfOp>())
      return uniqueName(sharedNames_[global.getGlobal().str()] + "_value");
  }
  Type type = value.getType();
  if (isa<ir::PointerType>(type))
    return uniqueName("p");
  if (isa<FloatType>(type))
    return uniqueName(type.isF32() ? "f" : type.isF64() ? "d" : "h");
  if (type.isInteger(1))
    return uniqueName("b");
  return uniqueName(type.isInteger(64) || type.isIndex() ? "l" : "i");
}

std::string Emitter::declaration(Value value, Sign sign, const std::string &name) {
  Type type = value.getType();
  if (auto pointer = dyn_cast<ir::PointerType>(type))
    return types_.pointer(pointer.getPointee(), spaces_.of(value), name);
  std::string base;
  if (type.isIndex())
    base = "long";
  else if (auto integer = dyn_cast<IntegerType>(type))
    base = integerName(integer.getWidth(), sign);
  else
    base = floatName(type);
  return name.empty() ? base : base + " " + name;
}

std::string Emitter::typeOf(Value value, Sign sign) { return declaration(value, sign, ""); }

// What most of the uses read it as; `otherwise` when they are undecided.
Sign Emitter::preferredSign(Value value, Sign otherwise) {
  if (!value.getType().isIntOrIndex() || value.getType().isInteger(1))
    return Sign::None;
  if (value.getType().isIndex())
    return Sign::Signed;
  int balance = 0;
  for (Operation *user : value.getUsers()) {
    if (auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(user))
      balance += flags.hasNoSignedWrap() ? 1 : -1;
    else if (auto compare = dyn_cast<arith::CmpIOp>(user))
      balance += compare.getPredicate() >= arith::CmpIPredicate::ult ? -1 : 1;
    else if (isa<arith::ExtSIOp, arith::SIToFPOp, arith::DivSIOp, arith::RemSIOp, arith::ShRSIOp,
                 ir::OffsetOp>(user))
      ++balance;
    else if (isa<arith::ExtUIOp, arith::UIToFPOp, arith::DivUIOp, arith::RemUIOp, arith::ShRUIOp>(user))
      --balance;
  }
  return balance == 0 ? otherwise : balance > 0 ? Sign::Signed : Sign::Unsigned;
}

void Emitter::setName(Value value, const std::string &text, Sign sign) { names_[value] = {text, sign}; }

void Emitter::line(const std::string &text) { body_ += std::string(2 * depth_, ' ') + text + "\n"; }

void Emitter::define(Value value, const Expr &expr) {
  Sign sign = expr.sign;
  if (value.getType().isIntOrIndex())
    sign = preferredSign(value, sign == Sign::None ? Sign::Signed : sign);
  std::string name = nameFor(value);
  std::string text =
      expr.constant ? relaxed(expr, expr.constant->getBitWidth(), Level::Conditional) : expr.text;
  bool isPointer = isa<ir::PointerType>(value.getType());
  line((isPointer ? "" : "const ") + declaration(value, sign, name) + " = " + text + ";");
  setName(value, name, sign);
}

Expr Emitter::get(Value value) {
  auto named = names_.find(value);
  if (named != names_.end())
    return {named->second.text, Level::Postfix, named->second.sign};
  if (isa<ir::PointerType>(value.getType()))
    return pointer(value);
  Operation *op = value.getDefiningOp();
  if (!op)
    return {"0"};
  return build(op);
}

std::string Emitter::assigned(Value value) {
  Expr expr = get(value);
  if (expr.constant && !value.getType().isInteger(1)) {
    Expr literal = asSigned(expr, expr.constant->getBitWidth());
    return expr.constant->getBitWidth() < 32 ? llvm::toString(*expr.constant, 10, true) : literal.text;
  }
  return expr.text;
}

// This backend asks for no other: its prelude has fma and quotients, by what the driver defines.
static const char *propertyName(ir::DeviceProperty property) {
  return property == ir::DeviceProperty::WarpsInSubgroups ? "hd_warps_in_subgroups" : "hd_threads_are_lanes";
}

Expr Emitter::build(Operation *op) {
  if (auto load = dyn_cast<ir::LoadOp>(op))
    return buildLoad(load);
  if (isa<arith::ArithDialect>(op->getDialect()))
    return buildArithmetic(op);
  if (auto has = dyn_cast<ir::DeviceHasOp>(op))
    return {prelude_.use(propertyName(has.getProperty()))};
  return ir::isArithmetic(op) ? buildMath(op) : buildPointer(op);
}

void Emitter::emitOp(Operation *op) {
  if (inlining_.isInlined(op))
    return;
  if (!isStatement(op)) {
    if (isa<ir::ThreadIdOp, ir::BlockIdOp, ir::BlockDimOp, ir::GridDimOp>(op) ||
        (op->use_empty() && isMemoryEffectFree(op)))
      return;
    return define(op->getResult(0), build(op));
  }
  bool isKnown = llvm::TypeSwitch<Operation *, bool>(op)
                     .Case([&](scf::IfOp at) { return emitIf(at), true; })
                     .Case([&](scf::WhileOp at) { return emitWhile(at), true; })
                     .Case([&](scf::ForOp at) { return emitFor(at), true; })
                     .Case([&](scf::IndexSwitchOp at) { return emitSwitch(at), true; })
                     .Case([&](ir::StoreOp at) { return emitStore(at), true; })
                     .Case([&](ir::CopyOp at) { return emitCopy(at), true; })
                     .Case([&](ir::AtomicRmwOp at) { return emitAtomicRmw(at), true; })
                     .Case([&](ir::AtomicCasOp at) { return emitAtomicCas(at), true; })
                     .Case<arith::MulSIExtendedOp, arith::MulUIExtendedOp>(
                         [&](Operation *at) { return emitMulExtended(at), true; })
                     .Default([&](Operation *at) { return emitSynchronisation(at); });
  if (!isKnown)
    fail(op, "has no form in OpenCL C");
}

void Emitter::emitOps(Block &block) {
  for (Operation &op : block.without_terminator())
    emitOp(&op);
}

} // namespace hd::opencl
