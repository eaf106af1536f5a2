// Fields and where they lie, as the Itanium C++ ABI has it for plain data.
#include "frontend/sema/checker.h"

namespace hd::sema {

void Checker::checkField(RecordDecl *record, FieldDecl *field) {
  QualType type = resolveType(field->syntax);
  if (!type || (field->bitWidth && !checkBitWidth(field, type)))
    return;
  auto *self = dyn_cast<RecordType>(type.type);
  auto *array = dyn_cast<ArrayType>(type.type);
  if (array && array->isUnsized) {
    report(Id::ArrayWithoutSize, nameRange(field));
    return;
  }
  if ((self && self->decl == record) || (!type->isReference() && !isComplete(type))) {
    report(Id::IncompleteType, field->range, type.str());
    return;
  }
  setDeclaredType(type, field->type, field->declared, field->isReference);
}

bool Checker::checkBitWidth(FieldDecl *field, QualType type) {
  if (!type->isInteger() && type->kind() != Type::Kind::Enum) {
    report(Id::BitFieldType, field->range, type.str());
    return false;
  }
  auto width = integerConstant(field->bitWidth);
  if (failed(field->bitWidth))
    return false;
  unsigned least = field->name.empty() ? 0 : 1, most = type->isBool() ? 8 : unsigned(type->size() * 8);
  if (!width || width->isNegative() || width->bits < least || width->bits > most) {
    report(Id::BitFieldWidth, field->bitWidth->range, least, most);
    return false;
  }
  field->bits = unsigned(width->bits);
  field->isSignedBits = type->isSignedInteger();
  if (auto *enumeration = dyn_cast<EnumType>(type.type); enumeration && !enumeration->decl->underlyingSyntax)
    field->isSignedBits = llvm::any_of(enumeration->decl->enumerators,
                                       [](const EnumeratorDecl *each) { return int64_t(each->value) < 0; });
  return true;
}

static uint64_t alignedTo(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

// Puts a bit-field behind the first `end` bits; returns where it ends. It lies in one unit of its type; one
// of no width only fills a unit up.
static uint64_t placeBitField(FieldDecl *field, uint64_t end) {
  uint64_t unit = field->type->size() * 8;
  bool fits = field->bits > 0 && end / unit == (end + field->bits - 1) / unit;
  uint64_t begin = fits ? end : alignedTo(end, unit);
  field->offset = begin / unit * field->type->size();
  field->firstBit = unsigned(begin % unit);
  return begin + field->bits;
}

void Checker::layOut(RecordDecl *decl) {
  uint64_t end = 0; // in bits
  unsigned alignment = 1, index = 0;
  evaluateAlignment(decl->alignmentExpr, alignment);
  for (FieldDecl *field : decl->fields) {
    if (!field->type)
      continue;
    unsigned own = 1; // from alignas: only more than the type's counts
    evaluateAlignment(field->alignmentExpr, own);
    uint64_t fieldAlignment = std::max<uint64_t>(field->type->alignment(), own);
    uint64_t begin = decl->isUnion ? 0 : alignedTo(end, own > 1 ? own * 8 : 1);
    if (field->bitWidth) {
      end = std::max(end, placeBitField(field, begin));
      fieldAlignment = field->name.empty() ? 1 : fieldAlignment;
    } else {
      field->offset = alignedTo((begin + 7) / 8, fieldAlignment);
      end = std::max(end, (field->offset + field->type->size()) * 8);
    }
    alignment = std::max(alignment, unsigned(fieldAlignment));
  }
  end = (end + 7) / 8;
  llvm::erase_if(decl->fields, [](FieldDecl *field) { return field->bitWidth && field->name.empty(); });
  for (FieldDecl *field : decl->fields)
    field->index = index++;
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
  if (!value) {
    reportNotConstant(Id::BadAlignment, expr->range);
    return;
  }
  bool isPower = !value->isNegative() && value->bits && (value->bits & (value->bits - 1)) == 0;
  if (!isPower || value->bits > 4096) {
    report(Id::BadAlignment, expr->range);
    return;
  }
  alignment = std::max(alignment, unsigned(value->bits));
}

} // namespace hd::sema
