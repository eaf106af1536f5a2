// Deduction of template arguments: a type as written, with names of parameters in it, against a type. What
// cannot be deduced from (`typename T::type`, expressions) is left to what the other arguments say.
#include "frontend/sema/deduce.h"
#include "frontend/sema/mentioned.h"

namespace hd::sema {

using Form = TemplateParamDecl::Form;

namespace {

bool sameType(QualType a, QualType b) {
  return a.type == b.type && a.isConst == b.isConst && a.isVolatile == b.isVolatile;
}

bool sameArg(const TemplateArg &a, const TemplateArg &b) {
  if (a.kind != b.kind)
    return false;
  switch (a.kind) {
  case TemplateArg::Kind::Type:
    return sameType(a.type, b.type);
  case TemplateArg::Kind::Value: // of whatever integer type
    return a.value.bits == b.value.bits && a.value.floating == b.value.floating;
  case TemplateArg::Kind::Template:
  case TemplateArg::Kind::Function:
    return a.decl == b.decl;
  }
  return false;
}

} // namespace

std::optional<size_t> Deduction::paramNamed(const std::string &name, Form form) const {
  for (size_t i = 0; i < params_.size(); ++i)
    if (params_[i]->name == name && params_[i]->form == form)
      return i;
  return std::nullopt;
}

bool Deduction::bind(size_t index, const TemplateArg &arg) {
  Binding &binding = bindings_[index];
  if (params_[index]->isPack) {
    if (element_ < fixed_[index])
      return sameArg(binding.items[element_], arg);
    if (element_ < binding.items.size())
      return sameArg(binding.items[element_], arg);
    if (element_ > binding.items.size())
      return false;
    binding.items.push_back(arg);
    return true;
  }
  if (binding.isSet)
    return sameArg(binding.items[0], arg);
  binding.isSet = true;
  binding.items = {arg};
  return true;
}

// The pattern is `syntax` with only its first `chunks` declarators.
bool Deduction::type(const TypeSyntax &syntax, size_t chunks, QualType actual) {
  if (chunks == 0)
    return base(syntax, actual);
  const DeclaratorChunk &chunk = syntax.chunks[chunks - 1];
  switch (chunk.kind) {
  case DeclaratorChunk::Kind::Pointer: {
    auto *pointer = dyn_cast<PointerType>(actual.type);
    return pointer && type(syntax, chunks - 1, pointer->pointee);
  }
  case DeclaratorChunk::Kind::Reference: {
    auto *reference = dyn_cast<ReferenceType>(actual.type);
    return reference && reference->isRValue == chunk.isRValue && type(syntax, chunks - 1, reference->referee);
  }
  case DeclaratorChunk::Kind::Array: {
    auto *array = dyn_cast<ArrayType>(actual.type);
    if (!array || array->isUnsized != (chunk.size == nullptr))
      return false;
    if (chunk.size && !value(chunk.size, checker_.constantOf(array->count)))
      return false;
    return type(syntax, chunks - 1, array->element);
  }
  case DeclaratorChunk::Kind::Function: {
    auto *function = dyn_cast<FunctionType>(actual.type);
    if (!function || !type(syntax, chunks - 1, function->result))
      return false;
    size_t next = 0;
    for (ParamDecl *param : chunk.params) {
      if (param->isPack) {
        for (size_t i = 0; next < function->params.size(); ++i, ++next)
          if (!inPack(i, [&] { return whole(param->syntax, function->params[next]); }))
            return false;
        continue;
      }
      if (next >= function->params.size() || !whole(param->syntax, function->params[next++]))
        return false;
    }
    return next == function->params.size();
  }
  }
  return false;
}

bool Deduction::base(const TypeSyntax &syntax, QualType actual) {
  bool drops = (syntax.isConst && !actual.isConst && !actual->isArray()) ||
               (syntax.isVolatile && !actual.isVolatile && !actual->isArray());
  if (syntax.base == TypeSyntax::Base::Builtin) {
    QualType expected = checker_.builtin(syntax.builtin);
    return expected.type == actual.type && actual.isConst == syntax.isConst;
  }
  if (syntax.base != TypeSyntax::Base::Named)
    return true; // not deduced
  if (!syntax.qualifier.empty() && !(syntax.hasArgs && templateNamed(syntax, scope_)))
    return true; // a part of a class, or a type without arguments: compared when the parameters are known
  if (!syntax.hasArgs) {
    auto index = paramNamed(syntax.name, Form::Type);
    if (!index)
      return true; // compared when the parameters are known
    if (drops)
      return false;
    TemplateArg arg;
    arg.type = checker_.withoutQualifiers(actual, syntax.isConst, syntax.isVolatile);
    arg.type.isRestrict = false;
    return bind(*index, arg);
  }
  return !drops && templateId(syntax, actual);
}

// The class or alias template that a name with arguments means; null for templates that are parameters or
// parts of classes.
TemplateDecl *Deduction::templateNamed(const TypeSyntax &syntax, Scope *scope) const {
  bool outwards = !syntax.qualifier.isGlobal;
  if (!outwards)
    scope = checker_.fileScope_;
  for (const NameSegment &segment : syntax.qualifier.segments) {
    scope = segment.hasArgs ? nullptr : checker_.findNamespace(segment.name, scope, outwards);
    outwards = false;
    if (!scope)
      return nullptr;
  }
  Decl *named = checker_.lookUpType(syntax.name, scope, outwards);
  if (auto *inner = dyn_cast_or_null<RecordDecl>(named)) // the class's own name inside of it
    if (Template *origin = checker_.recordInfos_[inner].origin)
      return origin->decl;
  return dyn_cast_or_null<TemplateDecl>(named);
}

// `S<T, N>` against an instance of S or of a class derived from one.
bool Deduction::templateId(const TypeSyntax &syntax, QualType actual) {
  bool isParam = syntax.qualifier.empty() && paramNamed(syntax.name, Form::Template);
  TemplateDecl *pattern = isParam ? nullptr : templateNamed(syntax, scope_);
  auto *record = dyn_cast<RecordType>(actual.type);
  bool isAlias = pattern && pattern->pattern->kind() == Decl::Kind::Typedef;
  if (!record)
    return isAlias; // compared later
  if (isAlias)
    return alias(syntax, pattern, record->decl, 0);
  if (isParam)
    return instance(syntax.args, nullptr, paramNamed(syntax.name, Form::Template), record->decl);
  return pattern && instance(syntax.args, pattern, std::nullopt, record->decl);
}

// The parameter of an alias that one of its template's arguments is; the count of parameters for what is
// none.
static size_t paramOf(const TemplateDecl *alias, const TemplateArgSyntax &arg) {
  const std::string *name = nullptr;
  if (auto *expr = dyn_cast_or_null<NameExpr>(arg.expr); expr && expr->qualifier.empty() && !expr->hasArgs)
    name = &expr->name;
  if (arg.type && arg.type->base == TypeSyntax::Base::Named && arg.type->qualifier.empty() &&
      !arg.type->hasArgs && arg.type->chunks.empty() && !arg.type->isConst && !arg.type->isVolatile)
    name = &arg.type->name;
  auto found = llvm::find_if(alias->params,
                             [&](const TemplateParamDecl *param) { return name && param->name == *name; });
  return size_t(found - alias->params.begin());
}

// `A<Is...>` where `A` is an alias of `S<int, Is...>`: deduces from the latter's arguments. An alias whose
// parameters stand in other places is compared later.
bool Deduction::alias(const TypeSyntax &syntax, TemplateDecl *pattern, RecordDecl *record, unsigned depth) {
  constexpr unsigned kMaxAliases = 16;
  const TypeSyntax &target = cast<TypedefDecl>(pattern->pattern)->syntax;
  if (depth > kMaxAliases || target.base != TypeSyntax::Base::Named || !target.hasArgs ||
      !target.chunks.empty())
    return true;
  TypeSyntax written = target;
  written.args.clear();
  for (const TemplateArgSyntax &arg : target.args) {
    size_t index = paramOf(pattern, arg);
    bool isParam = index < pattern->params.size(), isPack = isParam && pattern->params[index]->isPack;
    bool mentions = false;
    visitNames(arg, [&](const std::string &name) {
      mentions |= llvm::any_of(pattern->params, [&](auto *param) { return param->name == name; });
    });
    if (isPack)
      written.args.insert(written.args.end(),
                          syntax.args.begin() + ptrdiff_t(std::min(index, syntax.args.size())),
                          syntax.args.end());
    else if (isParam && index < syntax.args.size() && !syntax.args[index].isExpansion)
      written.args.push_back(syntax.args[index]);
    else if (!mentions)
      written.args.push_back(arg);
    else
      return true;
  }
  TemplateDecl *inner = templateNamed(target, checker_.templateOf(pattern).scope);
  if (!inner)
    return true;
  if (inner->pattern->kind() == Decl::Kind::Typedef)
    return alias(written, inner, record, depth + 1);
  return instance(written.args, inner, std::nullopt, record);
}

bool Deduction::instance(const std::vector<TemplateArgSyntax> &written, TemplateDecl *pattern,
                         std::optional<size_t> param, RecordDecl *record) {
  checker_.isComplete(checker_.unit_.types.record(record));
  Template *wanted = pattern ? &checker_.templateOf(pattern) : nullptr;
  llvm::SmallVector<RecordDecl *, 4> records = checker_.allBases(record);
  records.insert(records.begin(), record);
  for (RecordDecl *each : records) {
    RecordInfo &info = checker_.recordInfos_[each];
    if (!info.origin || (!param && info.origin != wanted))
      continue;
    Bindings saved = bindings_;
    bool fits = true;
    if (param) {
      TemplateArg arg;
      arg.kind = TemplateArg::Kind::Template;
      arg.decl = info.origin->decl;
      fits = bind(*param, arg);
    }
    if (fits && args(written, info.args))
      return true;
    bindings_ = std::move(saved);
  }
  return false;
}

bool Deduction::args(const std::vector<TemplateArgSyntax> &patterns, const Bindings &actual) {
  std::vector<TemplateArg> flat;
  for (const Binding &binding : actual)
    flat.insert(flat.end(), binding.items.begin(), binding.items.end());
  size_t next = 0;
  for (const TemplateArgSyntax &pattern : patterns) {
    if (pattern.isExpansion) {
      for (size_t i = 0; next < flat.size(); ++i, ++next)
        if (!inPack(i, [&] { return arg(pattern, flat[next]); }))
          return false;
      setPacksOf(pattern);
      continue;
    }
    if (next >= flat.size() || !arg(pattern, flat[next++]))
      return false;
  }
  return true; // what is left comes from defaults
}

// A pack that matched nothing is empty, not unknown.
void Deduction::setPacksOf(const TemplateArgSyntax &) {
  for (size_t i = 0; i < params_.size(); ++i)
    if (params_[i]->isPack)
      bindings_[i].isSet = true;
}

bool Deduction::arg(const TemplateArgSyntax &pattern, const TemplateArg &actual) {
  switch (actual.kind) {
  case TemplateArg::Kind::Type:
    if (pattern.type)
      return whole(*pattern.type, actual.type);
    if (auto *name = dyn_cast<NameExpr>(pattern.expr); name && name->qualifier.empty() && !name->hasArgs)
      if (auto index = paramNamed(name->name, Form::Type))
        return bind(*index, actual);
    return true;
  case TemplateArg::Kind::Value:
    if (pattern.expr)
      return value(pattern.expr, actual.value);
    if (pattern.type->base == TypeSyntax::Base::Named && pattern.type->qualifier.empty())
      if (auto index = paramNamed(pattern.type->name, Form::Value))
        return bind(*index, actual);
    return true;
  case TemplateArg::Kind::Template:
    if (pattern.type && pattern.type->base == TypeSyntax::Base::Named)
      if (auto index = paramNamed(pattern.type->name, Form::Template))
        return bind(*index, actual);
    return true;
  case TemplateArg::Kind::Function:
    if (auto *name = pattern.expr ? dyn_cast<NameExpr>(pattern.expr) : nullptr)
      if (auto index = paramNamed(name->name, Form::Value))
        return bind(*index, actual);
    return true;
  }
  return false;
}

bool Deduction::value(const Expr *pattern, const Constant &actual) {
  while (auto *paren = dyn_cast<ParenExpr>(pattern))
    pattern = paren->operand;
  if (auto *name = dyn_cast<NameExpr>(pattern); name && name->qualifier.empty() && !name->hasArgs)
    if (auto index = paramNamed(name->name, Form::Value)) {
      TemplateArg arg;
      arg.kind = TemplateArg::Kind::Value;
      arg.value = checker_.asParamType(*params_[*index], actual, scope_);
      return bind(*index, arg);
    }
  if (auto *literal = dyn_cast<IntLiteral>(pattern))
    return literal->value == actual.bits;
  if (auto *literal = dyn_cast<BoolLiteral>(pattern))
    return uint64_t(literal->value) == actual.bits;
  return true;
}

// A type that mentions no parameter but those with explicit arguments: nothing is deduced from it, the call
// converts its argument to it.
bool Deduction::isSettled(const TypeSyntax &syntax) const {
  bool isSettled = true;
  visitNames(syntax, [&](const std::string &name) {
    for (size_t i = 0; i < params_.size(); ++i) {
      if (params_[i]->name != name)
        continue;
      isSettled &= isExplicit_[i] && (!params_[i]->isPack || element_ < fixed_[i]);
    }
  });
  return isSettled;
}

// An argument of a call against the parameter's type.
bool Deduction::callArg(const TypeSyntax &syntax, QualType actual, bool isLValue) {
  if (isSettled(syntax))
    return true;
  size_t chunks = syntax.chunks.size();
  bool isReference = chunks && syntax.chunks.back().kind == DeclaratorChunk::Kind::Reference;
  if (!isReference) {
    QualType decayed = actual;
    if (chunks > 0 && actual->isRecord())
      if (FunctionDecl *function = checker_.functionOf(actual, nullptr, syntax.range);
          function && checker_.plainType(function))
        decayed = checker_.unit_.types.pointerTo({checker_.plainType(function)});
    if (auto *array = dyn_cast<ArrayType>(actual.type))
      decayed = checker_.unit_.types.pointerTo(array->element);
    bool isPointerByArray = chunks && syntax.chunks.back().kind == DeclaratorChunk::Kind::Array;
    if (isPointerByArray) { // `T a[]`
      auto *pointer = dyn_cast<PointerType>(decayed.type);
      return pointer && qualifiedType(syntax, chunks - 1, pointer->pointee);
    }
    TypeSyntax plain = syntax; // `const` of the parameter itself says nothing
    if (chunks == 0)
      plain.isConst = plain.isVolatile = false;
    return qualifiedType(plain, chunks, decayed.unqualified());
  }
  const DeclaratorChunk &chunk = syntax.chunks.back();
  bool isForwarding = chunk.isRValue && chunks == 1 && !syntax.isConst && !syntax.hasArgs &&
                      syntax.qualifier.empty() && syntax.base == TypeSyntax::Base::Named &&
                      paramNamed(syntax.name, Form::Type);
  if (isForwarding && isLValue)
    actual = checker_.unit_.types.referenceTo(actual, false);
  TypeSyntax inner = syntax;
  bool isElement =
      std::all_of(syntax.chunks.begin(), syntax.chunks.end() - 1,
                  [](const DeclaratorChunk &each) { return each.kind == DeclaratorChunk::Kind::Array; });
  if (!isForwarding && isElement) // `const T &` takes what is not const, too
    actual = Checker::qualified(checker_.unit_.types, actual, inner.isConst, inner.isVolatile);
  return qualifiedType(inner, chunks - 1, actual);
}

// As `type`, but pointers may gain `const` on the way: `const T *` takes a `float *`.
bool Deduction::qualifiedType(const TypeSyntax &syntax, size_t chunks, QualType actual) {
  bool isPointer = chunks && syntax.chunks[chunks - 1].kind == DeclaratorChunk::Kind::Pointer;
  auto *pointer = isPointer ? dyn_cast<PointerType>(actual.type) : nullptr;
  if (!pointer)
    return type(syntax, chunks, actual);
  QualType pointee = pointer->pointee;
  if (chunks == 1 && syntax.isConst)
    pointee.isConst = true;
  if (chunks == 1 && syntax.isVolatile)
    pointee.isVolatile = true;
  if (chunks > 1 && syntax.chunks[chunks - 2].kind == DeclaratorChunk::Kind::Pointer &&
      syntax.chunks[chunks - 2].isConst)
    pointee.isConst = true;
  return qualifiedType(syntax, chunks - 1, pointee);
}

} // namespace hd::sema
