// Operators on scalars, assignments among them.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

Scalar Interpreter::unary(const UnaryExpr *expr) {
  QualType type = expr->type.unqualified();
  switch (expr->op) {
  case UnaryOp::AddressOf: {
    Place at = place(expr->operand, Use::Address);
    return at ? Scalar{{type, 0, 0}, *at} : Scalar{};
  }
  case UnaryOp::PreInc:
  case UnaryOp::PreDec:
  case UnaryOp::PostInc:
  case UnaryOp::PostDec: {
    Scalar old;
    Place at = increment(expr, old);
    if (!at)
      return {};
    bool isPost = expr->op == UnaryOp::PostInc || expr->op == UnaryOp::PostDec;
    return isPost ? old : load(*at, type, expr->range);
  }
  case UnaryOp::Plus:
  case UnaryOp::Minus:
  case UnaryOp::Not:
  case UnaryOp::BitNot:
  case UnaryOp::Deref: // an lvalue
    break;
  }
  Scalar operand = value(expr->operand);
  if (!operand || expr->op == UnaryOp::Plus)
    return operand;
  const Constant &number = operand.constant;
  if (expr->op == UnaryOp::Not)
    return {integerOf(type, number.isZero()), {}};
  if (expr->op == UnaryOp::BitNot)
    return {integerOf(type, ~number.bits), {}};
  return {number.type->isFloating() ? floatingOf(type, -number.floating) : integerOf(type, 0 - number.bits),
          {}};
}

// `a + b + c + ...` leans to the left: walked without recursion, however long it is.
Scalar Interpreter::binary(const BinaryExpr *expr) {
  llvm::SmallVector<const BinaryExpr *, 4> spine = {expr};
  while (spine.back()->op != BinaryOp::Comma) {
    auto *next = llvm::dyn_cast_or_null<BinaryExpr>(strip(spine.back()->lhs));
    if (!next)
      break;
    spine.push_back(next);
  }
  const BinaryExpr *first = spine.back();
  Scalar result;
  if (first->op == BinaryOp::Comma) {
    spine.pop_back();
    result = !discard(first->lhs)     ? Scalar{}
             : !first->type->isVoid() ? value(first->rhs)
             : discard(first->rhs)    ? Scalar{{first->type, 0, 0}, {}}
                                      : Scalar{};
  } else {
    result = value(first->lhs);
  }
  while (result && !spine.empty())
    result = binaryStep(spine.pop_back_val(), result);
  return result;
}

Scalar Interpreter::binaryStep(const BinaryExpr *expr, const Scalar &lhs) {
  if (!expr->type)
    return failBefore();
  if (!spend(1, expr->range))
    return {};
  bool isAnd = expr->op == BinaryOp::LogicalAnd;
  if (isAnd || expr->op == BinaryOp::LogicalOr) {
    if (lhs.constant.isZero() == isAnd)
      return {integerOf(expr->type, !isAnd), {}};
    Scalar rhs = value(expr->rhs);
    return rhs ? Scalar{integerOf(expr->type, !rhs.constant.isZero()), {}} : Scalar{};
  }
  Scalar rhs = value(expr->rhs);
  return rhs ? combineScalars(expr->op, lhs, rhs, expr->type, expr->range) : Scalar{};
}

Scalar Interpreter::combineScalars(BinaryOp op, const Scalar &a, const Scalar &b, QualType type,
                                   Range where) {
  if (a.constant.type->isPointer() && b.constant.type->isPointer())
    return comparePointers(op, a, b, type, where);
  if (a.constant.type->isPointer())
    return movePointer(a, op == BinaryOp::Sub ? -b.constant.asSigned() : b.constant.asSigned(), where);
  if (auto result = combine(op, a.constant, b.constant, type))
    return {*result, {}};
  if (op == BinaryOp::Div || op == BinaryOp::Rem)
    return fail(Id::ConstantDivision, where);
  return fail(Id::ConstantShift, where, spell(b), type->bitWidth());
}

// Comparisons and differences.
Scalar Interpreter::comparePointers(BinaryOp op, const Scalar &a, const Scalar &b, QualType type,
                                    Range where) {
  bool sameObject = a.pointer.object == b.pointer.object && a.pointer.serial == b.pointer.serial;
  if (op == BinaryOp::Eq || op == BinaryOp::Ne) {
    bool isSame = sameObject && a.pointer.offset == b.pointer.offset && a.constant.bits == b.constant.bits;
    return {integerOf(type, isSame == (op == BinaryOp::Eq)), {}};
  }
  if (!sameObject)
    return fail(Id::ConstantPointers, where);
  auto addressOf = [](const Scalar &pointer) { return pointer.constant.bits + pointer.pointer.offset; };
  QualType pointee = cast<PointerType>(a.constant.type.type)->pointee;
  if (op == BinaryOp::Sub)
    return {integerOf(type, uint64_t(int64_t(addressOf(a) - addressOf(b)) / int64_t(pointee->size()))), {}};
  QualType address = type; // any unsigned type: only the bits are compared
  return {*combine(op, {address, addressOf(a), 0}, {address, addressOf(b), 0}, type), {}};
}

Scalar Interpreter::movePointer(const Scalar &pointer, int64_t by, Range where) {
  if (by == 0)
    return pointer;
  const Pointer &from = pointer.pointer;
  if (!from.object)
    return fail(Id::ConstantNull, where);
  int64_t size = int64_t(cast<PointerType>(pointer.constant.type.type)->pointee->size());
  int64_t index = (int64_t(from.offset) - from.begin) / size, count = (int64_t(from.end) - from.begin) / size;
  bool isFar = by > int64_t(UINT32_MAX) || by < -int64_t(UINT32_MAX);
  int64_t offset = isFar ? -1 : int64_t(from.offset) + by * size;
  if (offset < from.begin || offset > from.end)
    return fail(Id::ConstantIndex, where, isFar ? by : index + by, count);
  Scalar result = pointer;
  result.pointer.offset = uint32_t(offset);
  return result;
}

Interpreter::Place Interpreter::assign(const AssignExpr *expr) {
  if (!expr->lhs || !expr->lhs->type || !expr->rhs || !expr->rhs->type)
    return failBefore();
  QualType type = expr->lhs->type;
  if (!type->isScalar()) { // the value may be made of what it replaces
    Place made = temporary(expr->rhs), to = made ? place(expr->lhs) : std::nullopt;
    return to && copy(*to, *made, type, expr->range) ? to : std::nullopt;
  }
  Scalar rhs = value(expr->rhs);
  Place to = rhs ? place(expr->lhs) : std::nullopt;
  if (!to)
    return std::nullopt;
  if (expr->op) {
    Scalar old = load(*to, type, expr->range);
    bool isPointer = type->isPointer();
    if (old && !isPointer)
      old = convert(old, expr->computeType, expr->range);
    Scalar result = old ? combineScalars(*expr->op, old, rhs, expr->computeType, expr->range) : Scalar{};
    rhs = result && !isPointer ? convert(result, type, expr->range) : result;
  }
  return rhs && store(*to, type, rhs, expr->range) ? to : std::nullopt;
}

Interpreter::Place Interpreter::increment(const UnaryExpr *expr, Scalar &old) {
  Place at = place(expr->operand);
  if (!at)
    return std::nullopt;
  QualType type = expr->operand->type;
  old = load(*at, type, expr->range);
  if (!old)
    return std::nullopt;
  bool isUp = expr->op == UnaryOp::PreInc || expr->op == UnaryOp::PostInc;
  Constant one = type->isFloating() ? floatingOf(type, 1) : integerOf(type, 1);
  Scalar next = type->isPointer()
                    ? movePointer(old, isUp ? 1 : -1, expr->range)
                    : combineScalars(isUp ? BinaryOp::Add : BinaryOp::Sub, old, {one, {}}, type, expr->range);
  return next && store(*at, type, next, expr->range) ? at : std::nullopt;
}

} // namespace hd::sema
