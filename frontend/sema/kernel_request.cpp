// Instances of kernel templates that the user asks for by name.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"

namespace hd::sema {

// A kernel template that the user asks for.
void Checker::checkRequest(KernelRequest &request) {
  NameExpr *name = request.kernel;
  Found found = name->qualifier.empty() ? lookUp(name->name, fileScope_) : Found();
  if (!name->qualifier.empty()) {
    ErrorTrap trap(engine_);
    found = lookUpQualified(name->name, name->qualifier, name->range);
  }
  std::vector<Template *> candidates;
  for (Decl *decl : found.decls) {
    auto *pattern = dyn_cast<TemplateDecl>(decl);
    auto *kernel = pattern ? dyn_cast<FunctionDecl>(templateOf(pattern).decl->pattern) : nullptr;
    if (kernel && kernel->isKernel && !llvm::is_contained(candidates, &templateOf(pattern)))
      candidates.push_back(&templateOf(pattern));
  }
  if (candidates.empty())
    return reportNoTemplate(request, found);
  request.isKnown = true;
  instantiateRequest(request, candidates);
}

void Checker::reportNoTemplate(const KernelRequest &request, const Found &found) {
  if (request.mayBeElsewhere)
    return;
  const NameExpr *name = request.kernel;
  auto *function = dyn_cast_or_null<FunctionDecl>(found.first());
  const char *why = function && function->isKernel ? "; it is a kernel as it is, without arguments"
                    : found                        ? ""
                                                   : "; this file has nothing of that name";
  diag::Diagnostic &diagnostic = report(Id::NoKernelTemplate, name->range, name->name, why);
  if (!found)
    suggest(diagnostic, name->name, name->range, false);
  else
    diagnostic.note(Id::DeclaredHere, nameRange(found.first()), name->name);
}

// Names of instances have enumerators as numbers, and what is listed can be asked for: `k<1>` is `k<(E)1>`.
void Checker::castEnumerators(std::vector<TemplateArgSyntax> &args, const Template &info) {
  for (auto [param, arg] : llvm::zip(info.decl->params, args)) {
    if (param->form != TemplateParamDecl::Form::Value || param->isPack ||
        !llvm::isa_and_nonnull<IntLiteral>(arg.expr) || param->syntax.base != TypeSyntax::Base::Named ||
        !param->syntax.qualifier.empty())
      continue;
    if (!llvm::isa_and_nonnull<EnumDecl>(lookUpType(param->syntax.name, info.scope, true)))
      continue;
    auto *cast = unit_.make<CastExpr>();
    cast->range = arg.range;
    cast->target = param->syntax;
    cast->operand = arg.expr;
    arg.expr = cast;
  }
}

// With overloads, which of them the arguments fit is found out first.
void Checker::instantiateRequest(const KernelRequest &request, llvm::ArrayRef<Template *> candidates) {
  NameExpr *name = request.kernel;
  llvm::SmallVector<Template *, 2> fitting(candidates.begin(), candidates.end());
  auto fits = [&](Template *info) {
    ErrorTrap trap(engine_);
    Bindings bindings;
    return resolveArgs(info->decl, info->scope, name->args, bindings, false, name->range) && !trap.failed();
  };
  if (candidates.size() > 1)
    llvm::erase_if(fitting, [&](Template *info) { return !fits(info); });
  if (fitting.size() > 1) {
    report(Id::AmbiguousRequest, name->range, fitting.size(), name->name);
    return;
  }
  Template &info = fitting.empty() ? *candidates.front() : *fitting.front();
  castEnumerators(name->args, info);
  Bindings bindings;
  if (!resolveArgs(info.decl, info.scope, name->args, bindings, false, name->range))
    return;
  if (!cast<FunctionDecl>(info.decl->pattern)->body) {
    report(Id::UndefinedFunction, name->range, name->name);
    return;
  }
  if (FunctionDecl *instance = instantiateFunction(info, bindings, name->range))
    useFunction(instance);
}

} // namespace hd::sema
