// Limits, names, and why an evaluation failed.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

Interpreter::Interpreter(Evaluation &evaluation, Explanation *explanation)
    : evaluation_(evaluation), explanation_(explanation), steps_(std::min(kMaxSteps, evaluation.stepsLeft)),
      allowed_(steps_) {}

// Checking a body on the way may have evaluated too.
Interpreter::~Interpreter() { evaluation_.stepsLeft -= std::min(evaluation_.stepsLeft, allowed_ - steps_); }

bool Interpreter::spend(uint64_t steps, Range where) {
  if (steps <= steps_) {
    steps_ -= steps;
    return true;
  }
  steps_ = 0;
  std::string what = frame_ ? "`" + frame_->function->name + "`" : "this expression";
  if (allowed_ == kMaxSteps)
    return fail(Id::ConstantSteps, where, what, kMaxSteps);
  return fail(Id::ConstantStepsOfFile, where, what, kMaxStepsOfFile);
}

bool Interpreter::enter(Range where) {
  if (nodes_ >= kMaxNodes)
    return fail(Id::ConstantTooDeep, where, kMaxNodes);
  if (!spend(1, where))
    return false;
  ++nodes_;
  return true;
}

bool Interpreter::enter(const Expr *expr) { return expr && expr->type ? enter(expr->range) : failBefore(); }

Interpreter::Failed Interpreter::failBefore() {
  if (!hasFailed_ && explanation_)
    explanation_->followsFromError = true;
  hasFailed_ = true;
  return {};
}

void Interpreter::bind(const ValueDecl *decl, const Pointer &object) {
  Pointer &slot = names_[decl];
  shadowed_.push_back({decl, slot});
  slot = object;
}

void Interpreter::close(size_t objects, size_t names) {
  for (; shadowed_.size() > names; shadowed_.pop_back())
    names_[shadowed_.back().first] = shadowed_.back().second;
  objects_.popTo(objects);
}

const Expr *Interpreter::strip(const Expr *expr) {
  while (expr && expr->type) {
    if (auto *paren = dyn_cast<ParenExpr>(expr))
      expr = paren->operand;
    else if (auto *written = dyn_cast<CastExpr>(expr))
      expr = written->operand;
    else
      break;
  }
  return expr;
}

std::string Interpreter::spell(const Object &object) {
  if (object.decl && !object.decl->name.empty())
    return "`" + object.decl->name + "`";
  return "a value of type `" + object.type.str() + "`";
}

// As an argument in a message.
std::string Interpreter::spell(const Scalar &value) {
  QualType type = value.constant.type;
  if (type->isBool())
    return value.constant.bits ? "true" : "false";
  if (type->isFloating())
    return type->size() == 4 ? fmt::format("{}", float(value.constant.floating))
                             : fmt::format("{}", value.constant.floating);
  if (type->isInteger())
    return type->isSignedInteger() ? std::to_string(value.constant.asSigned())
                                   : std::to_string(value.constant.bits);
  const Object *object = value.pointer.object;
  if (!type->isPointer())
    return "{...}";
  if (!object)
    return value.constant.bits ? fmt::format("{:#x}", value.constant.bits) : "nullptr";
  return object->decl && !object->decl->name.empty() ? "&" + object->decl->name : "&...";
}

// Of many calls inside each other only the innermost and outermost tell something.
void Interpreter::shortenCalls() {
  constexpr size_t kShown = 4;
  if (!explanation_)
    return;
  auto &notes = explanation_->notes; // the reason, then the calls
  if (notes.size() <= 2 * kShown + 2)
    return;
  size_t left = notes.size() - 1 - 2 * kShown;
  auto first = notes.begin() + 1 + kShown;
  first->id = Id::ConstantMoreCalls;
  first->message = fmt::format(fmt::runtime(diag::textOf(Id::ConstantMoreCalls)), left);
  notes.erase(first + 1, first + ptrdiff_t(left));
}

} // namespace hd::sema
