// The instance of a function template that a call means.
#include "frontend/sema/deduce.h"
#include "frontend/sema/error_trap.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

// The instance that a call with these arguments means, null when the template does not fit.
FunctionDecl *Checker::deduceCall(TemplateDecl *decl, const std::vector<TemplateArgSyntax> *explicitArgs,
                                  llvm::ArrayRef<Expr *> args, Range where) {
  Template &info = templateOf(decl);
  decl = info.decl;
  auto *pattern = dyn_cast<FunctionDecl>(decl->pattern);
  if (!pattern || (pattern->isHost && !pattern->isConstexpr))
    return nullptr;
  ErrorTrap trap(engine_);
  Bindings bindings;
  if (explicitArgs && (!resolveArgs(decl, info.scope, *explicitArgs, bindings, true, where) || trap.failed()))
    return nullptr;
  bindings.resize(decl->params.size());
  if (!deduceFromArgs(info, pattern, args, bindings))
    return nullptr;
  if (!applyDefaults(decl, info.scope, bindings, where) || trap.failed())
    return nullptr;
  return instantiateFunction(info, bindings, where);
}

// What `const T (&)[N]` takes a list for, whose entries are of one type; null for other parameters and lists.
QualType Checker::arrayOfList(const TypeSyntax &param, const InitListExpr *list) {
  size_t chunks = param.chunks.size();
  bool isArray = chunks > 1 && param.chunks[chunks - 1].kind == DeclaratorChunk::Kind::Reference &&
                 param.chunks[chunks - 2].kind == DeclaratorChunk::Kind::Array;
  if (!isArray || !list || list->inits.empty())
    return {};
  QualType element;
  ++unevaluated_;
  for (Expr *entry : list->inits) {
    Expr *checked = entry && entry->kind() != Expr::Kind::InitList ? checkExpr(clone(entry, unit_)) : nullptr;
    QualType type = failed(checked) ? QualType() : checked->type.unqualified();
    element = !element || element.type == type.type ? type : QualType();
    if (!element)
      break;
  }
  --unevaluated_;
  return element ? unit_.types.array(element, list->inits.size()) : QualType();
}

bool Checker::deduceFromArgs(Template &info, FunctionDecl *pattern, llvm::ArrayRef<Expr *> args,
                             Bindings &bindings) {
  Deduction deduction(*this, info.decl->params, bindings, info.scope);
  auto one = [&](const ParamDecl *param, Expr *arg) {
    if (!arg->type) { // a list in braces says nothing but to a reference to an array
      QualType array = arrayOfList(param->syntax, dyn_cast<InitListExpr>(arg));
      return !array || deduction.callArg(param->syntax, array, false);
    }
    return deduction.callArg(param->syntax, arg->type, isLValue(arg));
  };
  size_t next = 0;
  bool hasPack = false, isOptional = false;
  for (const ParamDecl *param : pattern->params) {
    isOptional |= param->defaultArg != nullptr;
    if (param->isPack) {
      hasPack = true;
      for (size_t i = 0; next < args.size(); ++i, ++next)
        if (!deduction.inPack(i, [&] { return one(param, args[next]); }))
          return false;
      continue;
    }
    if (next >= args.size()) {
      if (!isOptional)
        return false;
      continue;
    }
    if (!one(param, args[next++]))
      return false;
  }
  return hasPack || next == args.size();
}

} // namespace hd::sema
