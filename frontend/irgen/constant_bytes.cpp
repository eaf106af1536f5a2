#include "frontend/irgen/constant_bytes.h"

#include "frontend/irgen/walk.h"

#include <cmath>
#include <cstring>

using llvm::cast;
using llvm::dyn_cast;

namespace hd::irgen {

namespace {

// A number: `integer` in two's complement when the type is an integer or a pointer, else `floating`.
struct Number {
  uint64_t integer = 0;
  double floating = 0;
};

uint64_t wrap(uint64_t value, const ast::Type *type) {
  if (type->isBool())
    return value != 0;
  unsigned width = type->isPointer() ? 64 : type->bitWidth();
  if (width == 64)
    return value;
  uint64_t low = value & ((uint64_t(1) << width) - 1);
  bool negative = type->isSignedInteger() && (low >> (width - 1));
  return negative ? low | ~((uint64_t(1) << width) - 1) : low;
}

std::optional<Number> convertNumber(Number from, const ast::Type *source, const ast::Type *target) {
  if (target->isFloating()) {
    return Number{0, source->isFloating() ? target->rounded(from.floating)
                                          : target->roundedInteger(from.integer, source->isSignedInteger())};
  }
  if (!source->isFloating())
    return Number{wrap(from.integer, target), 0};
  if (target->isBool())
    return Number{from.floating != 0, 0};
  if (!(std::fabs(from.floating) < 9.2e18)) // outside of every signed integer: left to run time
    return std::nullopt;
  return Number{wrap(uint64_t(int64_t(from.floating)), target), 0};
}

std::optional<Number> number(const ast::Expr *written) {
  const ast::Expr *expr = strip(written);
  if (auto *literal = dyn_cast<ast::IntLiteral>(expr))
    return Number{wrap(literal->value, expr->type.type), 0};
  if (auto *literal = dyn_cast<ast::FloatLiteral>(expr))
    return Number{0, literal->value};
  if (auto *literal = dyn_cast<ast::BoolLiteral>(expr))
    return Number{literal->value, 0};
  if (llvm::isa<ast::NullPointerExpr>(expr))
    return Number{};
  if (auto *cast = dyn_cast<ast::ImplicitCastExpr>(expr)) {
    const ast::Type *source = cast->operand->type.type, *target = cast->type.type;
    if (cast->castKind == ast::CastKind::LValueToRValue || !target->isScalar() || !source->isScalar())
      return std::nullopt;
    std::optional<Number> inner = number(cast->operand);
    return inner ? convertNumber(*inner, source, target) : std::nullopt;
  }
  auto *unary = dyn_cast<ast::UnaryExpr>(expr);
  std::optional<Number> inner = unary && unary->operand->type->isArithmetic() &&
                                        (unary->op == ast::UnaryOp::Minus || unary->op == ast::UnaryOp::Plus)
                                    ? number(unary->operand)
                                    : std::nullopt;
  if (inner && unary->op == ast::UnaryOp::Minus)
    return Number{wrap(0 - inner->integer, expr->type.type), -inner->floating};
  return inner;
}

bool writeScalar(const ast::Type *type, const ast::Expr *init, char *out) {
  std::optional<Number> value = number(init);
  if (!value)
    return false;
  uint64_t bits = value->integer;
  if (type->isFloating())
    bits = type->bitsOf(value->floating);
  std::memcpy(out, &bits, type->size()); // the host and every device are little endian
  return true;
}

bool writeBits(const ast::FieldDecl &field, const ast::Expr *init, char *unit) {
  std::optional<Number> value = init ? number(init) : Number{};
  if (!value)
    return false;
  uint64_t mask = field.bits == 64 ? ~uint64_t(0) : (uint64_t(1) << field.bits) - 1, all = 0;
  std::memcpy(&all, unit, field.type->size());
  all = (all & ~(mask << field.firstBit)) | (value->integer & mask) << field.firstBit;
  std::memcpy(unit, &all, field.type->size());
  return true;
}

bool write(const ast::Type *type, const ast::Expr *init, char *out) {
  if (!init)
    return true;
  const ast::Expr *expr = strip(init);
  if (type->isScalar())
    return writeScalar(type, expr, out);
  auto *array = dyn_cast<ast::ArrayType>(type);
  if (auto *text = dyn_cast<ast::StringLiteral>(expr); text && array) {
    std::memcpy(out, text->value.data(), std::min<uint64_t>(text->value.size(), array->count));
    return true;
  }
  auto *list = dyn_cast<ast::InitListExpr>(expr);
  if (!list)
    return false;
  for (size_t i = 0; i < list->inits.size(); ++i) {
    const ast::Type *part = nullptr;
    uint64_t offset = 0;
    if (array) {
      part = array->element.type;
      offset = i * part->size();
    } else {
      const ast::FieldDecl *field = cast<ast::RecordType>(type)->decl->fields[i];
      if (field->bits) {
        if (!writeBits(*field, list->inits[i], out + field->offset))
          return false;
        continue;
      }
      part = field->type.type;
      offset = field->offset;
    }
    if (!write(part, list->inits[i], out + offset))
      return false;
  }
  return true;
}

} // namespace

std::optional<std::string> initialBytes(ast::QualType type, const ast::Expr *init) {
  std::string bytes(type->size(), '\0');
  if (!write(type.type, init, bytes.data()))
    return std::nullopt;
  return bytes;
}

} // namespace hd::irgen
