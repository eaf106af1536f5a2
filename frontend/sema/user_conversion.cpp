// Conversions that classes define: constructors of one argument, `operator T`, and derived to base.
#include "frontend/sema/checker.h"

namespace hd::sema {

// The base class that `to` is of `from`, null when it is none (or the class itself).
RecordDecl *Checker::isDerivedFrom(QualType from, QualType to) {
  auto *derived = dyn_cast<RecordType>(from.type), *base = dyn_cast<RecordType>(to.type);
  if (!derived || !base || derived == base || derived->decl->isBuiltin || !isComplete(from))
    return nullptr;
  return hasBase(derived->decl, base->decl) ? base->decl : nullptr;
}

bool Checker::hasBase(RecordDecl *derived, RecordDecl *base) {
  return llvm::is_contained(allBases(derived), base);
}

// The subobject of the base in an object (a value or an lvalue) of a class derived from it.
Expr *Checker::baseOf(Expr *object, RecordDecl *base) {
  auto *record = cast<RecordType>(object->type.type)->decl;
  if (record == base)
    return object;
  for (const BaseClass &each : recordInfos_[record].bases) {
    if (each.record != base && !hasBase(each.record, base))
      continue;
    QualType type = qualified(unit_.types, unit_.types.record(each.record), object->type.isConst,
                              object->type.isVolatile);
    if (!each.field) { // without data: any address will do
      if (object->category != Category::LValue)
        object = temporary(object);
      Expr *pointer = addCast(addressOf(object), CastKind::PointerCast, unit_.types.pointerTo(type));
      return baseOf(derefOf(pointer, object->range), base);
    }
    auto *member = unit_.make<MemberExpr>();
    member->base = object;
    member->field = each.field;
    member->range = object->range;
    member->type = type;
    member->category = object->category;
    return baseOf(member, base);
  }
  llvm_unreachable("no base of this class");
}

static const TemplateDecl *asTemplate(const Decl *decl) { return dyn_cast<TemplateDecl>(decl); }

// All conversion functions of a class and its bases.
void Checker::conversionFunctions(RecordDecl *record, llvm::SmallVectorImpl<FunctionDecl *> &out) {
  llvm::SmallVector<RecordDecl *, 4> records = allBases(record);
  records.insert(records.begin(), record);
  for (RecordDecl *each : records) {
    Scope *scope = recordInfos_[each].scope;
    for (Decl *decl : scope ? scope->allHere("operator") : llvm::ArrayRef<Decl *>())
      if (auto *function = dyn_cast<FunctionDecl>(decl); function && function->type && !function->isHost)
        out.push_back(function);
  }
}

// The function that makes a `to` of the value: a constructor of `to`, or a conversion function. Null when
// there is none or more than one that fits best.
FunctionDecl *Checker::findConversion(Expr *expr, QualType to, bool isExplicit) {
  if (auto *target = dyn_cast<RecordType>(to.type); target && !target->decl->isBuiltin && isComplete(to)) {
    Found found;
    for (Decl *decl : recordInfos_[target->decl].constructors) {
      Decl *pattern = asTemplate(decl) ? cast<TemplateDecl>(decl)->pattern : decl;
      if (isExplicit || !cast<FunctionDecl>(pattern)->isExplicit)
        found.decls.push_back(decl);
    }
    CallArgs args;
    args.args.push_back(expr);
    args.isObjectKnown = true;
    bool ambiguous = false;
    std::vector<Candidate> candidates;
    addCandidates(found, nullptr, args, expr->range, candidates);
    if (const Candidate *best = rankCandidates(args, candidates, ambiguous, false))
      return best->function;
    if (ambiguous)
      return nullptr;
  }
  auto *source = dyn_cast<RecordType>(expr->type.type);
  if (!source || source->decl->isBuiltin || !isComplete(expr->type))
    return nullptr;
  llvm::SmallVector<FunctionDecl *, 4> functions;
  conversionFunctions(source->decl, functions);
  FunctionDecl *best = nullptr;
  Rank bestRank = kImpossible;
  bool isTie = false;
  for (FunctionDecl *function : functions) {
    if ((function->isExplicit && !isExplicit && !to->isBool()) ||
        (expr->type.isConst && !function->isConstMember))
      continue;
    QualType result = function->declaredResult;
    if (auto *reference = dyn_cast<ReferenceType>(result.type))
      result = reference->referee;
    Rank rank = standardRank(expr, result, to);
    if (rank == kImpossible)
      continue;
    bool prefersThis = best && rank == bestRank && best->isConstMember && !function->isConstMember;
    if (rank < bestRank || prefersThis)
      best = function, bestRank = rank, isTie = false;
    else if (rank == bestRank && best->isConstMember == function->isConstMember)
      isTie = true;
  }
  return isTie ? nullptr : best;
}

Expr *Checker::applyConversion(Expr *expr, FunctionDecl *function, QualType to, const char *what) {
  CallArgs args;
  if (function->form == FunctionDecl::Form::Constructor) {
    args.args.push_back(expr);
    return constructWith(function, args, to, expr->range);
  }
  args.object = addressOf(hasAddress(expr) ? expr : temporary(rvalue(expr)));
  Expr *result = callFunction(function, args, expr->range);
  return failed(result) ? result : convert(result, to, what);
}

} // namespace hd::sema
