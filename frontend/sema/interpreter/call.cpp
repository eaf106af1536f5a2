// Calls of functions with bodies, constructors among them.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

// A record goes to `result`.
Scalar Interpreter::call(const CallExpr *expr, const Pointer *result) {
  if (expr->builtin && expr->builtin->id == BuiltinId::MakeVector)
    return initialiseVector(*result, expr) ? Scalar{{expr->type, 0, 0}, {}} : Scalar{};
  if (expr->builtin)
    return builtin(expr, result);
  if (!expr->function)
    return failBefore();
  Arguments args;
  if (!arguments(expr->args, args))
    return {};
  FunctionDecl *target =
      args.empty() ? nullptr : evaluation_.target(expr->function, args.front().constant.bits);
  if (target)
    return invoke(target, llvm::ArrayRef(args).drop_front(), result, expr->range);
  return invoke(expr->function, args, result, expr->range);
}

bool Interpreter::construct(const Pointer &to, const ConstructExpr *expr) {
  if (!expr->constructor)
    return failBefore();
  const ParamDecl *self = expr->constructor->params.front();
  if (!self->type)
    return failBefore();
  Arguments args = {{{self->type.unqualified(), 0, 0}, to}};
  return arguments(expr->args, args) && invoke(expr->constructor, args, nullptr, expr->range);
}

// They live on until the expression that the call stands in ends.
bool Interpreter::arguments(llvm::ArrayRef<Expr *> exprs, Arguments &args) {
  for (const Expr *expr : exprs) {
    if (!expr || !expr->type)
      return failBefore();
    if (expr->type->isScalar()) {
      args.push_back(value(expr));
      if (!args.back())
        return false;
      continue;
    }
    Place object = temporary(expr);
    if (!object)
      return false;
    args.push_back({{expr->type.unqualified(), 0, 0}, *object});
  }
  return true;
}

Scalar Interpreter::invoke(FunctionDecl *function, llvm::ArrayRef<Scalar> args, const Pointer *result,
                           Range where) {
  switch (evaluation_.ensureBody(function)) {
  case Body::Ready:
    break;
  case Body::NotConstexpr:
    return fail(Id::ConstantNotConstexpr, where, function->name);
  case Body::Missing:
    return fail(Id::ConstantNoBody, where, function->name);
  case Body::Broken:
    return failBefore();
  }
  if (calls_ >= kMaxCalls)
    return fail(Id::ConstantCalls, where, kMaxCalls);
  const FunctionDecl *definition = function->definition;
  Frame frame{definition, result, {}};
  Frame *caller = std::exchange(frame_, &frame);
  ++calls_;
  Flow flow = Flow::Failed;
  {
    Scope scope(*this);
    if (bindParams(definition, args, where))
      flow = run(definition->body);
    if (flow == Flow::Next && !definition->result->isVoid())
      flow = fail(Id::ConstantNoReturn, where, definition->name);
  }
  --calls_;
  frame_ = caller;
  if (flow == Flow::Failed) {
    noteCall(definition, args, where);
    return {};
  }
  return frame.value ? frame.value : Scalar{{definition->result, 0, 0}, {}};
}

bool Interpreter::bindParams(const FunctionDecl *function, llvm::ArrayRef<Scalar> args, Range where) {
  for (size_t i = 0; i < args.size(); ++i) {
    const ParamDecl *param = function->params[i];
    if (!args[i].constant.type->isScalar()) { // made for this call
      args[i].pointer.object->decl = param;
      bind(param, args[i].pointer);
      continue;
    }
    Place object = push(param->type, param, where);
    if (!object)
      return false;
    Objects::write(*object->object, 0, param->type, args[i]);
    bind(param, *object);
  }
  return true;
}

void Interpreter::noteCall(const FunctionDecl *function, llvm::ArrayRef<Scalar> args, Range where) {
  if (!explanation_)
    return;
  std::string text = function->name + "(";
  for (const Scalar &arg : args)
    text += (&arg == args.begin() ? "" : ", ") + spell(arg);
  explanation_->notes.push_back(
      {Id::ConstantInCall, where, fmt::format(fmt::runtime(diag::textOf(Id::ConstantInCall)), text + ")")});
}

} // namespace hd::sema
