// Structured control flow. Results of an `if` and values carried by a loop are variables assigned in the
// branches; a loop whose condition is an expression is a `while`, any other one breaks in its middle.
#include "backends/opencl/emitter.h"

#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace hd::opencl {

// What the callback emits, one level deeper.
std::string Emitter::nested(llvm::function_ref<void()> emit) {
  std::string outer;
  std::swap(outer, body_);
  ++depth_;
  emit();
  --depth_;
  std::swap(outer, body_);
  return outer;
}

void Emitter::declareResults(Operation *op) {
  for (Value result : op->getResults()) {
    if (result.use_empty())
      continue;
    Sign sign = preferredSign(result);
    std::string name = nameFor(result);
    line(declaration(result, sign, name) + ";");
    setName(result, name, sign);
  }
}

void Emitter::assignResults(Operation *op, Block &block) {
  for (auto [result, value] : llvm::zip(op->getResults(), block.getTerminator()->getOperands()))
    if (!result.use_empty())
      line(names_[result].text + " = " + assigned(value) + ";");
}

// --- if

Expr Emitter::negation(Value condition) {
  auto integers = condition.getDefiningOp<arith::CmpIOp>();
  if (integers && !names_.count(condition))
    return compare(integers, arith::invertPredicate(integers.getPredicate()));
  return negated(get(condition));
}

// Branches without a statement and one result: `c ? a : b`, or `c && a`.
bool Emitter::emitAsExpression(scf::IfOp op) {
  if (op.getNumResults() != 1 || op.getElseRegion().empty())
    return false;
  for (Region *region : {&op.getThenRegion(), &op.getElseRegion()})
    for (Operation &inner : region->front().without_terminator())
      if (!inlining_.isInlined(&inner))
        return false;
  if (op.getResult(0).use_empty())
    return true;
  Value a = op.thenYield().getOperand(0), b = op.elseYield().getOperand(0), result = op.getResult(0);
  Expr condition = get(op.getCondition()), whenTrue = get(a), whenFalse = get(b);
  if (result.getType().isInteger(1) && whenFalse.constant && whenFalse.constant->isZero()) {
    define(result,
           binary(condition.at(Level::LogicalAnd), "&&", whenTrue.at(Level::LogicalAnd), Level::LogicalAnd));
    return true;
  }
  if (result.getType().isInteger(1) && whenTrue.constant && !whenTrue.constant->isZero()) {
    define(result,
           binary(condition.at(Level::LogicalAnd), "||", whenFalse.at(Level::LogicalAnd), Level::LogicalOr));
    return true;
  }
  Sign sign = Sign::None;
  if (auto type = dyn_cast<IntegerType>(result.getType()); type && type.getWidth() > 1) {
    sign = preferredSign(result);
    for (Expr *side : {&whenTrue, &whenFalse})
      *side = sign == Sign::Signed ? asSigned(*side, type.getWidth()) : asUnsigned(*side, type.getWidth());
  }
  define(result, {condition.at(Level::LogicalOr) + " ? " + whenTrue.at(Level::LogicalOr) + " : " +
                      whenFalse.at(Level::LogicalOr),
                  Level::Conditional, sign});
  return true;
}

void Emitter::emitIf(scf::IfOp op) {
  if (emitAsExpression(op))
    return;
  declareResults(op);
  Expr condition = get(op.getCondition());
  auto side = [&](Region &region) {
    return nested([&] {
      if (region.empty())
        return;
      emitOps(region.front());
      assignResults(op, region.front());
    });
  };
  std::string whenTrue = side(op.getThenRegion()), whenFalse = side(op.getElseRegion());
  if (whenTrue.empty() && whenFalse.empty())
    return;
  if (whenTrue.empty()) {
    condition = negation(op.getCondition());
    std::swap(whenTrue, whenFalse);
  }
  line("if (" + condition.text + ") {");
  body_ += whenTrue;
  if (!whenFalse.empty()) {
    line("} else {");
    body_ += whenFalse;
  }
  line("}");
}

void Emitter::emitSwitch(scf::IndexSwitchOp op) {
  declareResults(op);
  line("switch (" + asSigned(get(op.getArg()), 64).text + ") {");
  auto arm = [&](const std::string &label, Region &region) {
    line(label + ": {");
    body_ += nested([&] {
      emitOps(region.front());
      assignResults(op, region.front());
      line("break;");
    });
    line("}");
  };
  for (auto [value, region] : llvm::zip(op.getCases(), op.getCaseRegions()))
    arm("case " + std::to_string(value), region);
  arm("default", op.getDefaultRegion());
  line("}");
}

// --- loops

void Emitter::declareCarried(ValueRange arguments, ValueRange inits) {
  for (auto [argument, init] : llvm::zip(arguments, inits)) {
    Sign sign = preferredSign(argument);
    std::string first = assigned(init), name = nameFor(argument);
    line(declaration(argument, sign, name) + " = " + first + ";");
    setName(argument, name, sign);
  }
}

// Whether the value's text reads the variable.
bool Emitter::mentions(Value value, Value carried) {
  if (value == carried)
    return true;
  auto named = names_.find(value);
  if (named != names_.end())
    return named->second.text == names_[carried].text;
  Operation *op = value.getDefiningOp();
  return op && llvm::any_of(op->getOperands(), [&](Value operand) { return mentions(operand, carried); });
}

// All at once: each variable is assigned when no other value still to come reads it; in a circle one of them
// is kept aside.
void Emitter::assignCarried(ValueRange arguments, ValueRange next) {
  std::vector<std::pair<unsigned, std::string>> pending;
  for (unsigned i = 0; i < arguments.size(); ++i)
    if (std::string text = assigned(next[i]); names_[arguments[i]].text != text)
      pending.push_back({i, text});
  llvm::DenseSet<unsigned> aside;
  while (!pending.empty()) {
    auto isRead = [&](unsigned variable) {
      return llvm::any_of(pending, [&](auto &other) {
        return other.first != variable && !aside.contains(other.first) &&
               mentions(next[other.first], arguments[variable]);
      });
    };
    auto free = llvm::find_if(pending, [&](auto &entry) { return !isRead(entry.first); });
    if (free != pending.end()) {
      line(names_[arguments[free->first]].text + " = " + free->second + ";");
      pending.erase(free);
      continue;
    }
    auto kept = llvm::find_if(pending, [&](auto &entry) { return !aside.contains(entry.first); });
    const Name &name = names_[arguments[kept->first]];
    std::string variable = uniqueName("next_" + name.text);
    line(declaration(arguments[kept->first], name.sign, variable) + " = " + kept->second + ";");
    kept->second = variable;
    aside.insert(kept->first);
  }
}

// One more name for a value; text that is more than a name gets a variable.
void Emitter::alias(Value name, Value value) {
  if (name.use_empty())
    return;
  Expr expr = get(value);
  auto named = names_.find(value);
  if (named != names_.end())
    return setName(name, named->second.text, named->second.sign);
  define(name, expr);
}

void Emitter::emitWhile(scf::WhileOp op) {
  declareCarried(op.getBeforeArguments(), op.getInits());
  scf::ConditionOp condition = op.getConditionOp();
  auto isCarried = [&](Value value) { return llvm::is_contained(op.getBeforeArguments(), value); };
  // Values known only inside leave the loop in variables of their own; the others keep their text.
  std::vector<std::pair<std::string, Value>> leaving;
  for (auto [result, value] : llvm::zip(op.getResults(), condition.getArgs())) {
    if (result.use_empty() || isCarried(value) || !op.getBefore().isAncestor(value.getParentRegion()))
      continue;
    Sign sign = preferredSign(result);
    std::string name = nameFor(result);
    line(declaration(result, sign, name) + ";");
    setName(result, name, sign);
    leaving.push_back({name, value});
  }
  std::string head, test;
  std::string body = nested([&] {
    emitOps(op.getBefore().front());
    std::swap(head, body_);
    test = get(condition.getCondition()).text;
    for (auto [argument, value] : llvm::zip(op.getAfterArguments(), condition.getArgs()))
      alias(argument, value);
    emitOps(op.getAfter().front());
    assignCarried(op.getBeforeArguments(), op.getYieldOp().getOperands());
  });
  if (head.empty() && leaving.empty()) {
    line("while (" + test + ") {");
  } else {
    line("while (true) {");
    body_ += head;
    body_ += nested([&] {
      Expr stop = negation(condition.getCondition());
      if (leaving.empty())
        return line("if (" + stop.text + ") break;");
      line("if (" + stop.text + ") {");
      body_ += nested([&] {
        for (auto &[name, value] : leaving)
          line(name + " = " + assigned(value) + ";");
        line("break;");
      });
      line("}");
    });
  }
  body_ += body;
  line("}");
  for (auto [result, value] : llvm::zip(op.getResults(), condition.getArgs()))
    if (!names_.count(result))
      alias(result, value);
}

void Emitter::emitFor(scf::ForOp op) {
  declareCarried(op.getRegionIterArgs(), op.getInitArgs());
  Value at = op.getInductionVar();
  unsigned width = at.getType().isIndex() ? 64 : at.getType().getIntOrFloatBitWidth();
  std::string end = uniqueName("end"), step = uniqueName("step"), name = nameFor(at);
  std::string type = integerName(width, Sign::Signed);
  line("const " + type + " " + end + " = " + assigned(op.getUpperBound()) + ", " + step + " = " +
       assigned(op.getStep()) + ";");
  setName(at, name, Sign::Signed);
  line("for (" + type + " " + name + " = " + assigned(op.getLowerBound()) + "; " + name + " < " + end + "; " +
       name + " += " + step + ") {");
  body_ += nested([&] {
    emitOps(*op.getBody());
    assignCarried(op.getRegionIterArgs(), op.getBody()->getTerminator()->getOperands());
  });
  line("}");
  for (auto [result, argument] : llvm::zip(op.getResults(), op.getRegionIterArgs()))
    names_[result] = names_[argument];
}

} // namespace hd::opencl
