// Structs and unions: fields and their layout, as the Itanium C++ ABI has it for plain data.
#include "frontend/sema/checker.h"

namespace hd::sema {

void Checker::defineRecord(RecordDecl *decl) {
  if (!records_.emplace(decl, Check::Running).second)
    return;
  if (!decl->name.empty()) {
    Decl *previous = scope_->findTagHere(decl->name);
    if (previous && previous != decl)
      reportRedefinition(decl, previous);
    else if (!previous)
      scope_->add(decl);
  }
  ScopeGuard scope(scopes_, scope_);
  for (Decl *nested : decl->nestedTypes)
    checkDecl(nested);
  std::unordered_set<std::string_view> names;
  unsigned index = 0;
  for (FieldDecl *field : decl->fields) {
    field->index = index++;
    checkField(decl, field);
    if (!field->name.empty() && !names.insert(field->name).second)
      report(Id::Redefinition, nameRange(field), field->name);
  }
  layOut(decl);
  decl->isComplete = true;
  records_[decl] = Check::Done;
}

void Checker::checkField(RecordDecl *record, FieldDecl *field) {
  if (field->bitWidth) {
    report(Id::UnsupportedFeature, field->range, "bit-fields are",
           "use shifts and masks on an integer field");
    return;
  }
  QualType type = resolveType(field->syntax);
  if (!type)
    return;
  auto *self = dyn_cast<RecordType>(type.type);
  auto *array = dyn_cast<ArrayType>(type.type);
  if (array && array->isUnsized) {
    report(Id::ArrayWithoutSize, nameRange(field));
    return;
  }
  if ((self && self->decl == record) || !isComplete(type)) {
    report(Id::IncompleteType, field->range, type.str());
    return;
  }
  field->type = type;
}

void Checker::layOut(RecordDecl *decl) {
  uint64_t end = 0;
  unsigned alignment = 1;
  evaluateAlignment(decl->alignmentExpr, alignment);
  for (FieldDecl *field : decl->fields) {
    if (!field->type)
      continue;
    uint64_t fieldAlignment = field->type->alignment();
    uint64_t start = decl->isUnion ? 0 : (end + fieldAlignment - 1) / fieldAlignment * fieldAlignment;
    field->offset = start;
    end = std::max(end, start + field->type->size());
    alignment = std::max(alignment, unsigned(fieldAlignment));
  }
  decl->alignment = alignment;
  decl->size = std::max<uint64_t>((end + alignment - 1) / alignment * alignment, 1);
  if (decl->fields.empty())
    decl->size = alignment;
  if (decl->size <= kMaxObjectBytes)
    return;
  report(Id::TypeTooLarge, nameRange(decl), kMaxObjectBytes);
  for (FieldDecl *field : decl->fields) // as if it had none: what uses it gives no further errors
    field->type = {}, field->offset = 0;
  decl->size = alignment;
}

// `__align__(16)`: a power of two, kept only when it is more than `alignment`.
void Checker::evaluateAlignment(Expr *expr, unsigned &alignment) {
  if (!expr)
    return;
  auto value = integerConstant(expr);
  if (failed(expr))
    return;
  bool isPower = value && !value->isNegative() && value->bits && (value->bits & (value->bits - 1)) == 0;
  if (!isPower || value->bits > 4096) {
    report(Id::BadAlignment, expr->range);
    return;
  }
  alignment = std::max(alignment, unsigned(value->bits));
}

} // namespace hd::sema
