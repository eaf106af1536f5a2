// Packs: expansions `pattern...`, folds, `sizeof...`. An expansion checks a clone of its pattern for each
// element, in a scope where the packs' names mean that element.
#include "frontend/sema/checker.h"
#include "frontend/sema/guards.h"
#include "frontend/sema/mentioned.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

constexpr size_t kMaxPackElements = 4096;

// The packs that a pattern mentions, with the number of elements that they have in common; nothing after an
// error.
template <typename Pattern>
std::optional<size_t> Checker::packsIn(const Pattern &pattern, MentionedPacks &packs, Range where) {
  visitNames(pattern, [&](const std::string &name) {
    Found found = lookUp(name, scope_);
    if (found.pack)
      packs.emplace(name, found.pack);
  });
  if (packs.empty()) {
    report(Id::NoPack, where);
    return std::nullopt;
  }
  size_t count = packs.begin()->second->size();
  for (auto &[name, elements] : packs) {
    if (elements->size() == count)
      continue;
    report(Id::PackLengths, where, packs.begin()->first, count, name, elements->size());
    return std::nullopt;
  }
  if (count > kMaxPackElements) {
    report(Id::PackTooLong, where, count, kMaxPackElements);
    return std::nullopt;
  }
  return count;
}

void Checker::bindElement(Scope *scope, const MentionedPacks &packs, size_t index) {
  for (auto &[name, elements] : packs)
    scope->add(internName(name), (*elements)[index]);
}

// Each element of the pattern as an expression, checked but for lists in braces.
bool Checker::expandExpr(Expr *pattern, Range where, std::vector<Expr *> &out) {
  MentionedPacks packs;
  auto count = packsIn(static_cast<const Expr *>(pattern), packs, where);
  if (!count)
    return false;
  for (size_t i = 0; i < *count; ++i) {
    ScopeGuard scope(*this);
    bindElement(scope_, packs, i);
    Expr *element = clone(pattern, unit_);
    if (element->kind() == Expr::Kind::InitList) // its names mean what they mean here
      element = constructList(cast<InitListExpr>(element));
    out.push_back(element->kind() == Expr::Kind::InitList ? element : checkExpr(element));
    if (failed(out.back()))
      return false;
  }
  return true;
}

// Checks the entries of a list in braces and leaves the list itself untyped.
Expr *Checker::constructList(InitListExpr *list) {
  for (Expr *&entry : list->inits)
    if (entry && entry->kind() != Expr::Kind::InitList)
      entry = checkExpr(entry);
  return list;
}

void Checker::expandPacks(std::vector<Expr *> &args) {
  bool hasExpansion =
      llvm::any_of(args, [](Expr *arg) { return arg && arg->kind() == Expr::Kind::PackExpansion; });
  if (!hasExpansion)
    return;
  std::vector<Expr *> out;
  for (Expr *arg : args) {
    auto *expansion = dyn_cast_or_null<PackExpansionExpr>(arg);
    if (!expansion) {
      out.push_back(arg);
      continue;
    }
    size_t before = out.size();
    if (expandExpr(expansion->pattern, arg->range, out))
      continue;
    out.resize(before);
    auto *failure = unit_.make<IntLiteral>();
    failure->range = arg->range;
    failedExprs_.insert(failure);
    out.push_back(failure);
  }
  args = std::move(out);
}

void Checker::expandType(const TypeSyntax &pattern, std::vector<QualType> &out) {
  MentionedPacks packs;
  auto count = packsIn(pattern, packs, pattern.range);
  for (size_t i = 0; count && i < *count; ++i) {
    ScopeGuard scope(*this);
    bindElement(scope_, packs, i);
    out.push_back(resolveType(clone(pattern, unit_)));
  }
}

// Arguments of a template with expansions as their elements. False after an error.
bool Checker::expandTemplateArgs(const std::vector<TemplateArgSyntax> &written,
                                 std::vector<TemplateArgSyntax> &out) {
  for (const TemplateArgSyntax &arg : written) {
    if (!arg.isExpansion) {
      out.push_back(arg);
      continue;
    }
    TemplateArgSyntax pattern = arg;
    auto *expansion = dyn_cast_or_null<PackExpansionExpr>(arg.expr);
    if (expansion)
      pattern.expr = expansion->pattern;
    MentionedPacks packs;
    auto count = packsIn(pattern, packs, arg.range);
    if (!count)
      return false;
    for (size_t i = 0; i < *count; ++i) {
      ScopeGuard scope(*this);
      bindElement(scope_, packs, i);
      TemplateArgSyntax element;
      element.range = arg.range;
      if (!resolveElement(clone(pattern, unit_), element))
        return false;
      out.push_back(element);
    }
  }
  return true;
}

// What one element of an expansion is, as an argument that means the same in every scope.
bool Checker::resolveElement(TemplateArgSyntax arg, TemplateArgSyntax &out) {
  auto *name = dyn_cast_or_null<NameExpr>(arg.expr);
  Decl *named = name ? declNamedBy(arg) : nullptr;
  if (arg.type || (named && isTypeLike(named))) {
    TemplateParamDecl any;
    any.form = TemplateParamDecl::Form::Type;
    auto resolved = resolveArg(&any, arg);
    if (!resolved)
      return false;
    auto *syntax = unit_.make<TypeSyntax>();
    syntax->base = TypeSyntax::Base::Named;
    syntax->range = arg.range;
    syntax->name = aliasFor(resolved->type);
    syntax->qualifier.isGlobal = true;
    out.type = syntax;
    return true;
  }
  ++unevaluated_;
  Expr *checked = checkValue(arg.expr);
  --unevaluated_;
  if (failed(checked))
    return false;
  auto value = evaluateConstant(checked);
  if (!value) {
    reportNotConstant(Id::NotConstant, arg.range, "a template argument");
    return false;
  }
  out.expr = makeLiteral(unit_, *value, arg.range);
  return true;
}

// A name of the file's scope that nobody can write, for a type that is known already.
std::string Checker::aliasFor(QualType type) {
  std::string name =
      fmt::format("(type {} {}{})", fmt::ptr(type.type), int(type.isConst), int(type.isVolatile));
  if (!fileScope_->findHere(name)) {
    auto *alias = unit_.make<TypedefDecl>();
    alias->name = name;
    alias->type = type;
    fileScope_->add(alias);
  }
  return name;
}

// Parameters `Ts... values` become as many parameters as the pack has elements.
void Checker::expandParams(FunctionDecl *function) {
  if (llvm::none_of(function->params, [](const ParamDecl *param) { return param->isPack; }))
    return;
  std::vector<ParamDecl *> params;
  for (ParamDecl *param : function->params) {
    if (!param->isPack) {
      params.push_back(param);
      continue;
    }
    MentionedPacks packs;
    auto count = packsIn(param->syntax, packs, param->range);
    std::vector<Decl *> &elements = paramPacks_[function][param->name];
    for (size_t i = 0; count && i < *count; ++i) {
      ScopeGuard scope(*this);
      bindElement(scope_, packs, i);
      auto *element = unit_.make<ParamDecl>();
      element->range = param->range;
      element->nameLocation = param->nameLocation;
      element->name = fmt::format("{}#{}", param->name, i);
      element->syntax = clone(param->syntax, unit_);
      resolveParam(function, element);
      elements.push_back(element);
      params.push_back(element);
    }
  }
  function->params = std::move(params);
}

Expr *Checker::checkSizeOfPack(SizeOfPackExpr *expr) {
  Found found = lookUp(expr->name, scope_);
  if (!found.pack) {
    report(Id::NoPack, expr->range);
    return fail(expr);
  }
  return makeLiteral(unit_, {builtin(BuiltinKind::ULong), found.pack->size(), 0}, expr->range);
}

static Expr *combine(TranslationUnit &unit, const FoldExpr *fold, Expr *lhs, Expr *rhs) {
  if (fold->isAssign) {
    auto *assign = unit.make<AssignExpr>();
    assign->op = fold->op;
    assign->lhs = lhs, assign->rhs = rhs;
    assign->range = fold->range;
    assign->opLocation = fold->range.begin;
    return assign;
  }
  auto *binary = unit.make<BinaryExpr>();
  binary->op = *fold->op;
  binary->lhs = lhs, binary->rhs = rhs;
  binary->range = fold->range;
  binary->opLocation = fold->range.begin;
  return binary;
}

Expr *Checker::checkFold(FoldExpr *expr) {
  auto mentionsPack = [&](const Expr *side) {
    bool found = false;
    if (side)
      visitNames(side, [&](const std::string &name) { found |= lookUp(name, scope_).pack != nullptr; });
    return found;
  };
  bool packIsLeft = mentionsPack(expr->lhs);
  Expr *pattern = packIsLeft ? expr->lhs : expr->rhs, *init = packIsLeft ? expr->rhs : expr->lhs;
  std::vector<Expr *> elements;
  if (!pattern || !expandExpr(pattern, expr->range, elements))
    return fail(expr);
  // `(pack op ...)` and `(pack op ... op init)` group from the right.
  if (init)
    elements.insert(packIsLeft ? elements.end() : elements.begin(), init);
  if (elements.empty()) {
    bool isAnd = expr->op == BinaryOp::LogicalAnd, isOr = expr->op == BinaryOp::LogicalOr;
    if (expr->op == BinaryOp::Comma)
      return constructPlain(builtin(BuiltinKind::Void), {}, false, expr->range);
    if (!isAnd && !isOr) {
      report(Id::EmptyFold, expr->range);
      return fail(expr);
    }
    return makeLiteral(unit_, {builtin(BuiltinKind::Bool), isAnd, 0}, expr->range);
  }
  Expr *result = packIsLeft ? elements.back() : elements.front();
  if (elements.size() == 1)
    return checkExpr(result);
  if (packIsLeft) {
    for (size_t i = elements.size() - 1; i-- > 0;)
      result = combine(unit_, expr, elements[i], result);
  } else {
    for (size_t i = 1; i < elements.size(); ++i)
      result = combine(unit_, expr, result, elements[i]);
  }
  return checkExpr(result);
}

} // namespace hd::sema
