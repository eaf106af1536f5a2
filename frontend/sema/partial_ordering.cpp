// Which of several templates is meant: the partial specialisation that fits best, and which of two templates
// is more special.
#include "frontend/sema/deduce.h"
#include "frontend/sema/error_trap.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

static const std::vector<TemplateArgSyntax> &argsOfPattern(const TemplateDecl *decl) {
  if (auto *record = dyn_cast<RecordDecl>(decl->pattern))
    return record->args;
  return cast<VarDecl>(decl->pattern)->args;
}

// The partial specialisation that fits best, else the primary template. False when two fit alike.
bool Checker::choosePattern(RecordInfo &info, TemplateDecl *&pattern, Bindings &args, Range where) {
  Template &origin = *info.origin;
  pattern = origin.decl;
  args = info.args;
  std::vector<std::pair<TemplateDecl *, Bindings>> fitting;
  for (TemplateDecl *partial : origin.partials) {
    Bindings bound;
    if (matchesPartial(partial, origin, info.args, bound))
      fitting.push_back({partial, std::move(bound)});
  }
  if (fitting.empty())
    return true;
  for (auto &[candidate, bound] : fitting) {
    bool isBest = true;
    for (auto &[other, unused] : fitting)
      isBest &=
          other == candidate || (isMoreSpecialised(candidate, other) && !isMoreSpecialised(other, candidate));
    if (!isBest)
      continue;
    pattern = candidate;
    args = bound;
    return true;
  }
  report(Id::AmbiguousSpecialisation, where, origin.decl->name);
  return false;
}

bool Checker::matchesPartial(TemplateDecl *partial, Template &origin, const Bindings &actual,
                             Bindings &bound) {
  const std::vector<TemplateArgSyntax> &patterns = argsOfPattern(partial);
  Deduction deduction(*this, partial->params, bound, origin.scope);
  if (!deduction.args(patterns, actual))
    return false;
  for (size_t i = 0; i < bound.size(); ++i) {
    bound[i].isSet |= partial->params[i]->isPack;
    if (!bound[i].isSet)
      return false;
  }
  // What was not deduced must come out the same: `enable_if_t<...>`, `typename T::type`.
  ErrorTrap trap(engine_);
  Scope *saved = scope_;
  scope_ = bindScope(partial->params, bound, origin.scope);
  std::vector<TemplateArgSyntax> args;
  for (const TemplateArgSyntax &arg : patterns)
    args.push_back(clone(arg, unit_));
  Bindings again;
  bool isSame = resolveArgs(origin.decl, origin.scope, args, again, false, partial->range) &&
                !trap.failed() && keyOf(again) == keyOf(actual);
  scope_ = saved;
  return isSame;
}

// --- which of two templates is more special

// True when `general` takes whatever `special` takes: its parameters can be deduced from those of `special`,
// for which types that nothing else has stand.
bool Checker::isMoreSpecialised(TemplateDecl *special, TemplateDecl *general) {
  if (special == general)
    return false;
  auto found = moreSpecialised_.find({special, general});
  if (found != moreSpecialised_.end())
    return found->second;
  bool result = computeMoreSpecialised(special, general);
  moreSpecialised_[{special, general}] = result;
  return result;
}

Bindings Checker::uniqueArgs(const TemplateDecl *decl) {
  Bindings bindings(decl->params.size());
  uint64_t number = 0;
  for (auto [param, binding] : llvm::zip(decl->params, bindings)) {
    binding.isSet = true;
    TemplateArg arg;
    if (param->form == TemplateParamDecl::Form::Value) {
      arg.kind = TemplateArg::Kind::Value;
      arg.value = {builtin(BuiltinKind::Int), 0x51000000 + number++, 0};
    } else if (param->form == TemplateParamDecl::Form::Template) {
      arg.kind = TemplateArg::Kind::Template;
      arg.decl = const_cast<TemplateParamDecl *>(param);
    } else {
      auto *unique = unit_.make<RecordDecl>();
      unique->name = "(" + param->name + ")";
      unique->isComplete = true;
      unique->size = unique->alignment = 1;
      records_[unique] = Check::Done;
      recordInfos_[unique].scope = newScope(nullptr, Scope::Kind::Record);
      recordInfos_[unique].scope->record = unique;
      arg.type = unit_.types.record(unique);
    }
    binding.items = {arg};
  }
  return bindings;
}

// A type without template parameters of its own in it (perhaps with those of a class around) against another.
bool Checker::isSameAs(const TypeSyntax &written, Scope *scope, QualType type) {
  Scope *saved = scope_;
  scope_ = scope;
  QualType resolved = resolveType(clone(written, unit_), true);
  scope_ = saved;
  return !resolved || resolved.unqualified() == type.unqualified();
}

bool Checker::computeMoreSpecialised(TemplateDecl *special, TemplateDecl *general) {
  ErrorTrap trap(engine_);
  Bindings unique = uniqueArgs(special), bound;
  Scope *saved = scope_;
  scope_ = bindScope(special->params, unique, templateOf(special).scope);
  Deduction deduction(*this, general->params, bound, templateOf(general).scope);
  bool fits = true;
  if (auto *function = dyn_cast<FunctionDecl>(special->pattern)) {
    auto *other = cast<FunctionDecl>(general->pattern);
    size_t count = std::min(function->params.size(), other->params.size());
    bool specialIsVariadic = !function->params.empty() && function->params.back()->isPack;
    bool generalIsVariadic = !other->params.empty() && other->params.back()->isPack;
    if (specialIsVariadic != generalIsVariadic) {
      scope_ = saved;
      return generalIsVariadic;
    }
    for (size_t i = 0; i < count && fits; ++i) {
      if (function->params[i]->isPack || other->params[i]->isPack)
        break;
      QualType type = resolveType(clone(function->params[i]->syntax, unit_), true);
      if (!type)
        continue; // depends on what a type has: says nothing
      if (auto *reference = dyn_cast<ReferenceType>(type.type))
        type = reference->referee;
      TypeSyntax wanted = other->params[i]->syntax;
      if (!wanted.chunks.empty() && wanted.chunks.back().kind == DeclaratorChunk::Kind::Reference)
        wanted.chunks.pop_back();
      if (wanted.chunks.empty())
        wanted.isConst = wanted.isVolatile = false, type = type.unqualified();
      fits = deduction.isSettled(wanted) ? isSameAs(wanted, templateOf(general).scope, type)
                                         : deduction.whole(wanted, type);
    }
  } else {
    std::vector<TemplateArgSyntax> args;
    for (const TemplateArgSyntax &arg : argsOfPattern(special))
      args.push_back(clone(arg, unit_));
    Template &origin = templateOf(special);
    Bindings resolved;
    auto isOpen = [](const TemplateArgSyntax &arg) { return arg.isExpansion; };
    fits = resolveArgs(origin.decl, origin.scope, args, resolved, false, special->range) && !trap.failed() &&
           deduction.args(argsOfPattern(general), resolved) &&
           (llvm::none_of(args, isOpen) || llvm::any_of(argsOfPattern(general), isOpen));
  }
  scope_ = saved;
  return fits;
}

} // namespace hd::sema
