// How literals are written exactly, and casts without more text than needed.
#include "backends/opencl/expression.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace hd::opencl {

std::string Expr::at(Level least) const { return level < least ? "(" + text + ")" : text; }

std::string Expr::grouped(Level own) const {
  return level < Level::Unary && level != own ? "(" + text + ")" : text;
}

std::string integerName(unsigned width, Sign sign) {
  if (width == 1)
    return "bool";
  std::string name = width == 8 ? "char" : width == 16 ? "short" : width == 32 ? "int" : "long";
  return sign == Sign::Unsigned ? "u" + name : name;
}

Expr cast(llvm::StringRef type, const Expr &operand) {
  return {("(" + type + ")").str() + operand.at(Level::Unary), Level::Unary};
}

static std::string literal(const llvm::APInt &value, Sign sign) {
  unsigned width = value.getBitWidth();
  std::string suffix = width == 64 ? "L" : "";
  if (sign == Sign::Unsigned) {
    suffix = (width >= 32 ? "u" : "") + suffix;
    bool isMask = value.ugt(0xffff);
    return (isMask ? "0x" + llvm::utohexstr(value.getZExtValue(), true) : llvm::toString(value, 10, false)) +
           suffix;
  }
  if (value.isMinSignedValue() && width >= 32) // the digits alone are too large for the type
    return "(" + llvm::toString(value + 1, 10, true) + suffix + " - 1)";
  return llvm::toString(value, 10, true) + suffix;
}

static Expr converted(const Expr &expr, unsigned width, Sign sign) {
  if (width == 1 || expr.sign == sign)
    return expr;
  if (expr.constant && width >= 32) {
    std::string text = literal(*expr.constant, sign);
    Level level = text[0] == '-' ? Level::Unary : Level::Postfix;
    return {text, level, sign, expr.constant};
  }
  Expr result = cast(integerName(width, sign), expr);
  if (!expr.castOf.empty())
    result.text = "(" + integerName(width, sign) + ")" + expr.castOf;
  result.sign = sign;
  result.castOf = expr.castOf;
  return result;
}

Expr asSigned(const Expr &expr, unsigned width) { return converted(expr, width, Sign::Signed); }
Expr asUnsigned(const Expr &expr, unsigned width) { return converted(expr, width, Sign::Unsigned); }

std::string relaxed(const Expr &expr, unsigned width, Level least) {
  if (!expr.constant || width == 1)
    return expr.at(least);
  const llvm::APInt &value = *expr.constant;
  if (value.isNonNegative() && value.getActiveBits() < 32)
    return llvm::toString(value, 10, false);
  return asUnsigned(expr, width).at(least);
}

Expr integerLiteral(const llvm::APInt &value) {
  if (value.getBitWidth() == 1)
    return {value.isZero() ? "false" : "true", Level::Postfix, Sign::None, value};
  std::string text = literal(value, Sign::Signed);
  Level level = text[0] == '-' ? Level::Unary : Level::Postfix;
  // Without a sign of its own: whoever needs one writes the literal that has it.
  return {text, level, Sign::None, value};
}

// Decimal where it is short and exact, hexadecimal otherwise; NaNs with their bits.
Expr floatLiteral(const llvm::APFloat &value) {
  bool isDouble = &value.getSemantics() == &llvm::APFloat::IEEEdouble();
  const char *suffix = isDouble ? "" : "f";
  if (!value.isFinite()) {
    if (value.isInfinity() && !isDouble)
      return {value.isNegative() ? "-INFINITY" : "INFINITY",
              value.isNegative() ? Level::Unary : Level::Postfix};
    std::string bits = "0x" + llvm::utohexstr(value.bitcastToAPInt().getZExtValue(), true);
    return {(isDouble ? "as_double(" + bits + "uL)" : "as_float(" + bits + "u)")};
  }
  llvm::SmallString<32> text;
  value.toString(text, 0, 6);
  llvm::APFloat back(value.getSemantics());
  auto status = back.convertFromString(text, llvm::APFloat::rmNearestTiesToEven);
  bool isExact = status && *status == llvm::APFloat::opOK && back.bitwiseIsEqual(value) && text.size() <= 10;
  if (llvm::errorToBool(status.takeError()) || !isExact) {
    char hex[64];
    value.convertToHexString(hex, 0, false, llvm::APFloat::rmNearestTiesToEven);
    text = hex;
  } else if (text.str().find_first_of(".eE") == llvm::StringRef::npos) {
    text += ".0";
  }
  return {(text + suffix).str(), value.isNegative() ? Level::Unary : Level::Postfix};
}

Expr unary(llvm::StringRef symbol, const Expr &operand) {
  std::string inner = operand.at(Level::Unary);
  if (llvm::StringRef(inner).starts_with(symbol))
    inner = "(" + inner + ")";
  return {symbol.str() + inner, Level::Unary};
}

Expr binary(const std::string &left, llvm::StringRef symbol, const std::string &right, Level level) {
  return {(left + " " + symbol + " " + right).str(), level};
}

// a == b -> a != b, !a -> a
Expr negated(const Expr &operand) {
  if (operand.level == Level::Unary && operand.text[0] == '!')
    return {operand.text.substr(1), operand.text[1] == '(' ? Level::Unary : Level::Postfix};
  llvm::StringRef text = operand.text;
  if (operand.level == Level::Equal && text.count(" == ") + text.count(" != ") == 1) {
    auto [left, right] = text.split(text.contains(" == ") ? " == " : " != ");
    return binary(left.str(), text.contains(" == ") ? "!=" : "==", right.str(), Level::Equal);
  }
  return unary("!", operand);
}

} // namespace hd::opencl
