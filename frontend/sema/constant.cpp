#include "frontend/sema/constant.h"

#include <cmath>

namespace hd::sema {

using namespace ast;
using llvm::dyn_cast;

namespace {

// Wraps to the type's width and extends back to 64 bits.
uint64_t wrap(uint64_t bits, QualType type) {
  unsigned width = type->bitWidth();
  if (width == 1)
    return bits != 0;
  if (width == 64)
    return bits;
  uint64_t mask = (uint64_t(1) << width) - 1;
  bits &= mask;
  if (type->isSignedInteger() && (bits >> (width - 1)))
    bits |= ~mask;
  return bits;
}

Constant integer(QualType type, uint64_t bits) { return {type.unqualified(), wrap(bits, type), 0}; }

Constant floating(QualType type, double value) { return {type.unqualified(), 0, type->rounded(value)}; }

bool isComparison(BinaryOp op) {
  return op == BinaryOp::Lt || op == BinaryOp::Le || op == BinaryOp::Gt || op == BinaryOp::Ge ||
         op == BinaryOp::Eq || op == BinaryOp::Ne;
}

template <typename T> bool compare(BinaryOp op, T a, T b) {
  if (op == BinaryOp::Lt)
    return a < b;
  if (op == BinaryOp::Le)
    return a <= b;
  if (op == BinaryOp::Gt)
    return a > b;
  if (op == BinaryOp::Ge)
    return a >= b;
  return (op == BinaryOp::Eq) == (a == b);
}

std::optional<Constant> floatingBinary(BinaryOp op, const Constant &a, const Constant &b, QualType type) {
  if (isComparison(op))
    return integer(type, compare(op, a.floating, b.floating));
  // Rounding twice, to double first, does no harm to types of less than half the digits.
  auto round = [&](auto operation) { return floating(type, operation(a.floating, b.floating)); };
  if (op == BinaryOp::Add)
    return round([](auto x, auto y) { return x + y; });
  if (op == BinaryOp::Sub)
    return round([](auto x, auto y) { return x - y; });
  if (op == BinaryOp::Mul)
    return round([](auto x, auto y) { return x * y; });
  if (op == BinaryOp::Div)
    return round([](auto x, auto y) { return x / y; });
  return std::nullopt;
}

std::optional<Constant> divide(BinaryOp op, const Constant &a, const Constant &b, QualType type) {
  if (b.bits == 0)
    return std::nullopt;
  bool isDiv = op == BinaryOp::Div;
  if (!type->isSignedInteger())
    return integer(type, isDiv ? a.bits / b.bits : a.bits % b.bits);
  if (b.asSigned() == -1) // the least value overflows
    return integer(type, isDiv ? 0 - a.bits : 0);
  return integer(type, uint64_t(isDiv ? a.asSigned() / b.asSigned() : a.asSigned() % b.asSigned()));
}

std::optional<Constant> shift(BinaryOp op, const Constant &a, const Constant &b, QualType type) {
  if (b.isNegative() || b.bits >= type->bitWidth())
    return std::nullopt;
  if (op == BinaryOp::Shl)
    return integer(type, a.bits << b.bits);
  return integer(type, type->isSignedInteger() ? uint64_t(a.asSigned() >> b.bits) : a.bits >> b.bits);
}

std::optional<Constant> integerBinary(BinaryOp op, const Constant &a, const Constant &b, QualType type) {
  switch (op) {
  case BinaryOp::Add:
    return integer(type, a.bits + b.bits);
  case BinaryOp::Sub:
    return integer(type, a.bits - b.bits);
  case BinaryOp::Mul:
    return integer(type, a.bits * b.bits);
  case BinaryOp::And:
    return integer(type, a.bits & b.bits);
  case BinaryOp::Or:
    return integer(type, a.bits | b.bits);
  case BinaryOp::Xor:
    return integer(type, a.bits ^ b.bits);
  case BinaryOp::Div:
  case BinaryOp::Rem:
    return divide(op, a, b, type);
  case BinaryOp::Shl:
  case BinaryOp::Shr:
    return shift(op, a, b, type);
  case BinaryOp::Lt:
  case BinaryOp::Le:
  case BinaryOp::Gt:
  case BinaryOp::Ge:
  case BinaryOp::Eq:
  case BinaryOp::Ne:
    return integer(type, a.type->isSignedInteger() ? compare(op, a.asSigned(), b.asSigned())
                                                   : compare(op, a.bits, b.bits));
  case BinaryOp::LogicalAnd:
  case BinaryOp::LogicalOr:
  case BinaryOp::Comma:
    break;
  }
  return std::nullopt;
}

} // namespace

Constant integerOf(QualType type, uint64_t bits) { return integer(type, bits); }
Constant floatingOf(QualType type, double value) { return floating(type, value); }

std::optional<Constant> combine(BinaryOp op, const Constant &a, const Constant &b, QualType type) {
  return a.type->isFloating() ? floatingBinary(op, a, b, type) : integerBinary(op, a, b, type);
}

std::optional<Constant> convertConstant(const Constant &value, QualType type) {
  bool fromFloat = value.type->isFloating();
  if (type->isBool())
    return integer(type, !value.isZero());
  if (type->isFloating()) {
    if (fromFloat)
      return floating(type, value.floating);
    return floating(type, type->roundedInteger(value.bits, value.type->isSignedInteger()));
  }
  if (!fromFloat)
    return integer(type, value.bits);
  double whole = std::trunc(value.floating);
  if (type->isSignedInteger() ? whole >= -0x1p63 && whole < 0x1p63 : whole > -1 && whole < 0x1p64) {
    Constant result = integer(type, type->isSignedInteger() ? uint64_t(int64_t(whole)) : uint64_t(whole));
    double back = type->isSignedInteger() ? double(result.asSigned()) : double(result.bits);
    if (back == whole)
      return result;
  }
  return std::nullopt;
}

uint64_t patternOf(const Constant &value) {
  return value.type->isFloating() ? value.type->bitsOf(value.floating) : value.bits;
}

Constant constantFrom(QualType type, uint64_t pattern) {
  return type->isFloating() ? floating(type, type->fromBits(pattern)) : integer(type, pattern);
}

Expr *makeLiteral(TranslationUnit &unit, const Constant &value, diag::Range range) {
  Expr *result;
  if (value.type->isFloating()) {
    auto *literal = unit.make<FloatLiteral>();
    literal->value = value.floating;
    literal->isFloat = value.type->size() == 4;
    result = literal;
  } else if (value.type->isBool()) {
    auto *literal = unit.make<BoolLiteral>();
    literal->value = value.bits != 0;
    result = literal;
  } else if (value.type->isPointer() && !value.bits) {
    result = unit.make<NullPointerExpr>();
  } else {
    auto *literal = unit.make<IntLiteral>();
    literal->value = value.bits;
    if (auto *builtin = dyn_cast<BuiltinType>(value.type.type))
      literal->builtin = builtin->builtin;
    result = literal;
  }
  result->type = value.type;
  result->range = range;
  return result;
}

} // namespace hd::sema
