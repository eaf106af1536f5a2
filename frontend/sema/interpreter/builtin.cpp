// Builtin functions that touch more than their arguments; the others are fold_builtin.h's.
#include "frontend/sema/interpreter/fold_builtin.h"
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;

Scalar Interpreter::builtin(const CallExpr *expr, const Pointer *result) {
  const BuiltinFunction &function = *expr->builtin;
  Scalar nothing = {{expr->type, 0, 0}, {}};
  switch (function.id) {
  case BuiltinId::CacheLoad: {
    Place from = pointee(value(expr->args[0]), expr->range);
    if (!from)
      return {};
    if (result)
      return copy(*result, *from, expr->type, expr->range) ? nothing : Scalar{};
    return load(*from, expr->type, expr->range);
  }
  case BuiltinId::Assert:
  case BuiltinId::Assume: {
    auto holds = test(expr->args[0]);
    if (holds && !*holds)
      return fail(Id::ConstantAssertion, expr->range);
    return holds ? nothing : Scalar{};
  }
  case BuiltinId::NoOperation:
    return nothing;
  case BuiltinId::AssumeAligned: {
    Scalar pointer = value(expr->args[0]);
    return pointer ? Scalar{{expr->type, pointer.constant.bits, 0}, pointer.pointer} : Scalar{};
  }
  case BuiltinId::Trap:
  case BuiltinId::Unreachable:
    return fail(Id::ConstantReached, expr->range, function.name);
  default:
    break;
  }
  Arguments args;
  if (result) // a vector
    return fail(Id::ConstantBuiltin, expr->range, function.name);
  if (!arguments(expr->args, args))
    return {};
  llvm::SmallVector<Constant, 4> constants;
  for (const Scalar &arg : args)
    constants.push_back(arg.constant);
  if (auto folded = foldBuiltin(function, constants))
    return {*folded, {}};
  return fail(Id::ConstantBuiltin, expr->range, function.name);
}

} // namespace hd::sema
