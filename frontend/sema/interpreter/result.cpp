// From an expression to a value that outlives the evaluation, and from that to initialisers.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

std::optional<Constant> Interpreter::constant(const Expr *expr) {
  Scalar result = value(expr);
  if (result && result.pointer.object)
    result = fail(Id::ConstantAddress, expr->range, spell(*result.pointer.object));
  if (!result)
    shortenCalls();
  return result ? std::optional(result.constant) : std::nullopt;
}

std::optional<Value> Interpreter::anyValue(const Expr *expr) {
  if (expr && expr->type && (expr->type->isScalar() || expr->type->isVoid())) {
    auto result = constant(expr);
    return result ? std::optional(Value{expr->type.unqualified(), *result, {}}) : std::nullopt;
  }
  Place object = temporary(expr);
  if (!object || !isComplete(*object->object, 0, expr->type, expr->range)) {
    shortenCalls();
    return std::nullopt;
  }
  return Value{expr->type.unqualified(), {}, std::move(object->object->bytes)};
}

// Whether everything in it has a value that outlives the evaluation.
bool Interpreter::isComplete(const Object &object, uint32_t offset, QualType type, Range where) {
  if (auto *array = dyn_cast<ArrayType>(type.type)) {
    for (uint64_t i = 0; i < array->count; ++i)
      if (!isComplete(object, uint32_t(offset + i * array->element->size()), array->element, where))
        return false;
    return true;
  }
  if (auto *record = dyn_cast<RecordType>(type.type)) {
    if (record->decl->isUnion)
      return isCompleteUnion(object, offset, record->decl, where);
    for (const FieldDecl *field : record->decl->fields) {
      uint32_t at = uint32_t(offset + field->offset);
      if (!field->bits && !isComplete(object, at, field->type, where))
        return false;
      if (field->bits && !Objects::hasBits(object, at, *field))
        return fail(Id::ConstantIncomplete, where, object.type.str(), field->type.str());
    }
    return true;
  }
  constexpr uint64_t kStepsOfLiteral = 8; // a node of the tree will be made for it
  if (!spend(kStepsOfLiteral, where))
    return false;
  if (!Objects::hasValue(object, offset, type->size()))
    return fail(Id::ConstantIncomplete, where, object.type.str(), type.str());
  if (Objects::hasPointer(object, offset, type->size()))
    return fail(Id::ConstantAddress, where, spell(*Objects::read(object, offset, type).pointer.object));
  return true;
}

// An initialiser gives a value to the first field only, and makes the rest zero.
bool Interpreter::isCompleteUnion(const Object &object, uint32_t offset, const RecordDecl *record,
                                  Range where) {
  uint64_t first = record->fields.empty() ? 0 : record->fields.front()->type->size();
  for (uint64_t i = first; i < record->size; ++i)
    if (object.bytes[offset + i])
      return fail(Id::ConstantUnion, where, record->name);
  return record->fields.empty() || isComplete(object, offset, record->fields.front()->type, where);
}

std::optional<Constant> evaluate(const Expr *expr, Evaluation &evaluation, Explanation *explanation) {
  return Interpreter(evaluation, explanation).constant(expr);
}

std::optional<Value> evaluateValue(const Expr *expr, Evaluation &evaluation, Explanation *explanation) {
  return Interpreter(evaluation, explanation).anyValue(expr);
}

namespace {

bool isZero(const uint8_t *bytes, uint64_t size) {
  return std::all_of(bytes, bytes + size, [](uint8_t byte) { return byte == 0; });
}

Expr *initialiserFor(TranslationUnit &unit, QualType type, const uint8_t *bytes, Range range) {
  auto *array = dyn_cast<ArrayType>(type.type);
  auto *record = dyn_cast<RecordType>(type.type);
  if (!array && !record) {
    uint64_t pattern = 0;
    std::copy(bytes, bytes + type->size(), reinterpret_cast<uint8_t *>(&pattern));
    return makeLiteral(unit, type->isPointer() ? Constant{type, pattern, 0} : constantFrom(type, pattern),
                       range);
  }
  auto *list = unit.make<InitListExpr>();
  list->range = range;
  list->type = type.unqualified();
  uint64_t count = array ? array->count : record->decl->isUnion ? 1 : record->decl->fields.size();
  if (record && record->decl->fields.empty())
    count = 0;
  for (uint64_t i = 0; i < count; ++i) {
    if (record && record->decl->fields[i]->bits) {
      const FieldDecl *field = record->decl->fields[i];
      list->inits.push_back(makeLiteral(unit, Objects::readBits(bytes + field->offset, *field), range));
      continue;
    }
    QualType part = array ? array->element : record->decl->fields[i]->type;
    const uint8_t *at = bytes + (array ? i * part->size() : record->decl->fields[i]->offset);
    list->inits.push_back(isZero(at, part->size()) ? nullptr : initialiserFor(unit, part, at, range));
  }
  return list;
}

} // namespace

Expr *makeInitialiser(TranslationUnit &unit, const Value &value, Range range) {
  if (value.type->isScalar())
    return makeLiteral(unit, value.constant, range);
  return initialiserFor(unit, value.type, value.bytes.data(), range);
}

} // namespace hd::sema
