#include "frontend/sema/constant.h"

#include <cmath>

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

namespace {

constexpr unsigned kMaxDepth = 10000; // of nested nodes; deeper expressions are simply no constants

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

Constant floating(QualType type, double value) {
  return {type.unqualified(), 0, type->rounded(value)};
}

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

class Evaluator {
public:
  explicit Evaluator(const VariableValue &variable) : variable_(variable) {}

  std::optional<Constant> visit(const Expr *expr) {
    if (!expr || !expr->type || depth_ > kMaxDepth)
      return std::nullopt;
    ++depth_;
    auto value = dispatch(expr);
    --depth_;
    return value;
  }

private:
  std::optional<Constant> dispatch(const Expr *expr) {
    switch (expr->kind()) {
    case Expr::Kind::IntLiteral:
      return integer(expr->type, cast<IntLiteral>(expr)->value);
    case Expr::Kind::FloatLiteral:
      return floating(expr->type, cast<FloatLiteral>(expr)->value);
    case Expr::Kind::BoolLiteral:
      return integer(expr->type, cast<BoolLiteral>(expr)->value);
    case Expr::Kind::NullPointer:
      return Constant{expr->type.unqualified(), 0, 0};
    case Expr::Kind::Name:
      return name(cast<NameExpr>(expr));
    case Expr::Kind::Paren:
      return visit(cast<ParenExpr>(expr)->operand);
    case Expr::Kind::Cast:
      return visit(cast<CastExpr>(expr)->operand);
    case Expr::Kind::ImplicitCast:
      return implicitCast(cast<ImplicitCastExpr>(expr));
    case Expr::Kind::Unary:
      return unary(cast<UnaryExpr>(expr));
    case Expr::Kind::Binary:
      return binary(cast<BinaryExpr>(expr));
    case Expr::Kind::Conditional:
      return conditional(cast<ConditionalExpr>(expr));
    case Expr::Kind::InitList:
      return initList(cast<InitListExpr>(expr));
    case Expr::Kind::StringLiteral:
    case Expr::Kind::Assign:
    case Expr::Kind::Call:
    case Expr::Kind::Subscript:
    case Expr::Kind::Member:
    case Expr::Kind::SizeOf:
    case Expr::Kind::This:
    case Expr::Kind::Construct:
    case Expr::Kind::Temporary:
    case Expr::Kind::Lambda:
    case Expr::Kind::PackExpansion:
    case Expr::Kind::SizeOfPack:
    case Expr::Kind::Fold:
      break;
    }
    return std::nullopt;
  }

  std::optional<Constant> name(const NameExpr *expr) {
    auto *var = expr->decl && expr->decl->kind() == Decl::Kind::Var ? cast<VarDecl>(expr->decl) : nullptr;
    const Constant *value = var ? variable_(var) : nullptr;
    return value ? std::optional(*value) : std::nullopt;
  }

  std::optional<Constant> initList(const InitListExpr *expr) { // `int{}` and `int x = {3}`
    if (!expr->type->isScalar())
      return std::nullopt;
    if (!expr->inits.empty() && expr->inits[0])
      return visit(expr->inits[0]);
    return Constant{expr->type.unqualified(), 0, 0};
  }

  std::optional<Constant> implicitCast(const ImplicitCastExpr *expr) {
    auto value = visit(expr->operand);
    if (!value)
      return std::nullopt;
    switch (expr->castKind) {
    case CastKind::LValueToRValue:
    case CastKind::NoOp:
      return value;
    case CastKind::IntegralCast:
    case CastKind::IntegralToBool:
    case CastKind::IntegralToFloating:
    case CastKind::FloatingToIntegral:
    case CastKind::FloatingCast:
    case CastKind::FloatingToBool:
      return convertConstant(*value, expr->type);
    case CastKind::PointerToBool:
      return integer(expr->type, value->bits != 0);
    case CastKind::PointerCast:
    case CastKind::NullToPointer:
    case CastKind::PointerToIntegral:
    case CastKind::IntegralToPointer:
      return Constant{expr->type.unqualified(), value->bits, 0};
    case CastKind::ArrayDecay:
    case CastKind::FunctionDecay:
    case CastKind::ToVoid:
      break;
    }
    return std::nullopt;
  }

  std::optional<Constant> unary(const UnaryExpr *expr) {
    auto value = visit(expr->operand);
    if (!value)
      return std::nullopt;
    bool isFloat = value->type->isFloating();
    switch (expr->op) {
    case UnaryOp::Plus:
      return value;
    case UnaryOp::Minus:
      return isFloat ? floating(expr->type, -value->floating) : integer(expr->type, 0 - value->bits);
    case UnaryOp::Not:
      return integer(expr->type, value->isZero());
    case UnaryOp::BitNot:
      return integer(expr->type, ~value->bits);
    case UnaryOp::Deref:
    case UnaryOp::AddressOf:
    case UnaryOp::PreInc:
    case UnaryOp::PreDec:
    case UnaryOp::PostInc:
    case UnaryOp::PostDec:
      break;
    }
    return std::nullopt;
  }

  std::optional<Constant> binary(const BinaryExpr *expr) {
    auto lhs = visit(expr->lhs);
    if (!lhs)
      return std::nullopt;
    if (expr->op == BinaryOp::LogicalAnd || expr->op == BinaryOp::LogicalOr) {
      if (lhs->isZero() == (expr->op == BinaryOp::LogicalAnd))
        return integer(expr->type, expr->op == BinaryOp::LogicalOr);
      auto rhs = visit(expr->rhs);
      return rhs ? std::optional(integer(expr->type, !rhs->isZero())) : std::nullopt;
    }
    auto rhs = visit(expr->rhs);
    if (!rhs || !lhs->type->isArithmetic() || !rhs->type->isArithmetic())
      return std::nullopt;
    if (lhs->type->isFloating())
      return floatingBinary(expr->op, *lhs, *rhs, expr->type);
    return integerBinary(expr->op, *lhs, *rhs, expr->type);
  }

  std::optional<Constant> conditional(const ConditionalExpr *expr) {
    auto condition = visit(expr->condition);
    if (!condition)
      return std::nullopt;
    return visit(condition->isZero() ? expr->elseExpr : expr->thenExpr);
  }

  const VariableValue &variable_;
  unsigned depth_ = 0;
};

} // namespace

std::optional<Constant> evaluate(const Expr *expr, const VariableValue &variable) {
  return Evaluator(variable).visit(expr);
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
  } else if (value.type->isPointer()) {
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
