// Calls of methods, `this`, and operators that are functions.
#include "frontend/sema/captures.h"

namespace hd::sema {

// A pointer to the object of class `record` that an unqualified name of a member means; null when there is
// none here.
Expr *Checker::implicitObject(RecordDecl *record, Range where) {
  FunctionDecl *function = function_.decl;
  if (!function || !function->thisParam)
    return nullptr;
  Expr *self =
      addCast(nameOf(function->thisParam, where), CastKind::LValueToRValue, function->thisParam->type);
  RecordDecl *own = function->parent;
  if (own == record || hasBase(own, record))
    return self;
  // In a lambda: by the `this` that it captured.
  for (FieldDecl *field : own->fields)
    if (field->name == kCapturedThis) {
      auto *member = unit_.make<MemberExpr>();
      member->base = self;
      member->isArrow = true;
      member->field = field;
      member->range = where;
      member->type = field->type;
      member->category = Category::LValue;
      auto *pointee = cast<RecordType>(cast<PointerType>(field->type.type)->pointee.type);
      if (pointee->decl == record || hasBase(pointee->decl, record))
        return addCast(member, CastKind::LValueToRValue, field->type);
    }
  return nullptr;
}

Expr *Checker::checkThis(ThisExpr *expr) {
  FunctionDecl *function = function_.decl;
  if (function && function->thisParam) {
    for (FieldDecl *field : function->parent->fields)
      if (field->name == kCapturedThis)
        return implicitObject(cast<RecordType>(cast<PointerType>(field->type.type)->pointee.type)->decl,
                              expr->range);
    return addCast(nameOf(function->thisParam, expr->range), CastKind::LValueToRValue,
                   function->thisParam->type);
  }
  report(Id::NoThis, expr->range);
  return fail(expr);
}

// `->` on objects of classes that overload it. The result is a pointer.
Expr *Checker::arrowOperand(Expr *base) {
  constexpr unsigned kMaxArrows = 32;
  for (unsigned i = 0; i < kMaxArrows && !failed(base) && base->type->isRecord(); ++i) {
    Expr *inner = overloadedOperator("operator->", {base}, base->range);
    if (!inner)
      break;
    base = inner;
  }
  return failed(base) || base->type->isRecord() ? base : rvalue(base);
}

Expr *Checker::checkMethodCall(CallExpr *expr, MemberExpr *callee) {
  callee->base = checkExpr(callee->base);
  if (callee->isArrow)
    callee->base = arrowOperand(callee->base);
  if (failed(callee->base))
    return failCall(expr);
  QualType object = callee->base->type;
  if (auto *pointer = callee->isArrow ? dyn_cast<PointerType>(object.type) : nullptr)
    object = pointer->pointee;
  if (callee->name.starts_with("~")) { // a destructor: called if it does something
    auto *owner = dyn_cast<RecordType>(object.type);
    FunctionDecl *destructor =
        owner && hasDestructor(object) ? destructorOf(owner->decl, expr->range) : nullptr;
    if (destructor) {
      CallArgs args;
      args.object = callee->isArrow ? callee->base : addressOf(callee->base);
      return callFunction(destructor, args, expr->range);
    }
    expr->type = builtin(BuiltinKind::Void);
    Expr *value = callee->isArrow ? callee->base : rvalue(callee->base);
    return failed(value) ? fail(expr) : addCast(value, CastKind::ToVoid, expr->type);
  }
  auto *record = dyn_cast<RecordType>(object.type);
  if (!record || record->decl->isBuiltin || (callee->isArrow && callee->base->type->isRecord()))
    return checkObjectCall(expr, checkMember(callee));
  if (!requireComplete(object, callee->base->range))
    return failCall(expr);
  Scope *scope = recordInfos_[record->decl].scope;
  if (!callee->qualifier.empty() && !(scope = resolveQualifier(callee->qualifier, callee->range)))
    return failCall(expr);
  Found found = lookUpIn(callee->name, scope);
  if (!found || !isFunctionLike(found.first()))
    return checkObjectCall(expr, checkMember(callee));
  CallArgs args;
  if (callee->isArrow)
    args.object = callee->base;
  else
    args.object = addressOf(hasAddress(callee->base) ? callee->base : temporary(rvalue(callee->base)));
  if (failed(args.object))
    return failCall(expr);
  return callFound(expr, found, callee->hasArgs ? &callee->args : nullptr, args, callee->name);
}

static bool isClassOrEnum(const Expr *expr) {
  return expr->type && (expr->type->isRecord() || expr->type->kind() == Type::Kind::Enum);
}

// The call of an operator function, a failed expression after an error, or null when no function fits: then
// the operator has its builtin meaning. Operands are checked, but for a list in braces on the right.
Expr *Checker::overloadedOperator(const std::string &name, llvm::ArrayRef<Expr *> operands, Range where) {
  if (llvm::none_of(operands, isClassOrEnum))
    return nullptr;
  std::vector<Candidate> candidates;
  CallArgs args;
  args.args.append(operands.begin(), operands.end());
  QualType left = operands[0]->type;
  auto *record = left ? dyn_cast<RecordType>(left.type) : nullptr;
  if (record && !record->decl->isBuiltin && isComplete(left)) {
    Found members = lookUpIn(name, recordInfos_[record->decl].scope);
    CallArgs rest;
    rest.args.append(operands.begin() + 1, operands.end());
    addCandidates(members, nullptr, rest, where, candidates);
    for (Candidate &candidate : candidates) {
      if (!candidate.object)
        continue;
      candidate.params.insert(candidate.params.begin(), unit_.types.referenceTo(candidate.object, false));
      ++candidate.required;
    }
    if (!candidates.empty() && !hasAddress(args.args[0]) && args.args[0]->category == Category::RValue)
      args.args[0] = temporary(args.args[0]);
  }
  size_t memberCount = candidates.size();
  bool memberOnly =
      name == "operator=" || name == "operator()" || name == "operator[]" || name == "operator->";
  if (!memberOnly) {
    Found free = lookUp(name, scope_);
    llvm::erase_if(free.decls, [&](Decl *decl) {
      const Decl *inner = decl;
      if (auto *pattern = dyn_cast<TemplateDecl>(decl))
        inner = pattern->pattern;
      return inner->kind() != Decl::Kind::Function || cast<FunctionDecl>(inner)->isMember;
    });
    lookUpByArguments(name, operands, free);
    addCandidates(free, nullptr, args, where, candidates);
  }
  llvm::SmallPtrSet<FunctionDecl *, 4> members;
  for (size_t i = 0; i < memberCount; ++i) {
    candidates[i].object = {};
    members.insert(candidates[i].function);
  }
  bool ambiguous = false;
  const Candidate *best = rankCandidates(args, candidates, ambiguous, true);
  if (!best) {
    if (!ambiguous)
      return nullptr;
    explainNoMatch(where, name, operands, candidates, true);
    auto *call = unit_.make<CallExpr>();
    call->range = where;
    return fail(call);
  }
  if (!members.contains(best->function))
    return callFunction(best->function, args, where);
  if (best->function->thisParam)
    args.object = addressOf(args.args[0]);
  args.args.erase(args.args.begin());
  return callFunction(best->function, args, where);
}

} // namespace hd::sema
