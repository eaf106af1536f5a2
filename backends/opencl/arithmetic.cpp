// arith: integers wrap, so they are computed as C's unsigned ones, except where the IR says that they do not.
#include "backends/opencl/emitter.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::opencl {

static unsigned widthOf(Value value) {
  return value.getType().isIndex() ? 64 : value.getType().getIntOrFloatBitWidth();
}

static Level next(Level level) { return Level(unsigned(level) + 1); }

Expr Emitter::call(llvm::StringRef function, llvm::ArrayRef<std::string> arguments, Sign sign) {
  return {(function + "(" + llvm::join(arguments, ", ") + ")").str(), Level::Postfix, sign};
}

// `hd_<stem>_<type>` of the prelude
std::string Emitter::helper(llvm::StringRef stem, Type type) {
  std::string suffix = isa<FloatType>(type) ? "f" : "i";
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return prelude_.use(("hd_" + stem + "_" + suffix).str() + std::to_string(width));
}

std::string Emitter::exact(Value value, Sign sign, Level least) {
  unsigned width = widthOf(value);
  return (sign == Sign::Signed ? asSigned(get(value), width) : asUnsigned(get(value), width)).at(least);
}

// a + b, a - b, a * b
Expr Emitter::wrapping(Operation *op, llvm::StringRef symbol, Level level) {
  Value a = op->getOperand(0), b = op->getOperand(1);
  unsigned width = widthOf(a);
  if (width == 1) {
    if (symbol == "*")
      return binary(get(a).at(Level::LogicalAnd), "&&", get(b).at(Level::LogicalAnd), Level::LogicalAnd);
    return binary(get(a).at(Level::Equal), "!=", get(b).at(next(Level::Equal)), Level::Equal);
  }
  auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
  Expr right = get(b);
  if (symbol == "+" && right.constant && right.constant->isNegative() && right.constant->sgt(-65536)) {
    symbol = "-";
    right = integerLiteral(-*right.constant);
  }
  Expr result;
  if (width < 32) {
    result = cast(integerName(width, Sign::Unsigned),
                  binary(cast("uint", get(a)).at(level), symbol, relaxed(right, width, next(level)), level));
    result.sign = Sign::Unsigned;
  } else if (flags && flags.hasNoSignedWrap()) {
    result = binary(asSigned(get(a), width).at(level), symbol, asSigned(right, width).at(next(level)), level);
    result.sign = Sign::Signed;
  } else {
    // One unsigned operand makes C compute the other way.
    bool rightIsUnsigned = right.sign == Sign::Unsigned && get(a).sign != Sign::Unsigned;
    Expr left = rightIsUnsigned ? get(a) : asUnsigned(get(a), width);
    result = binary(relaxed(left, width, level), symbol, relaxed(right, width, next(level)), level);
    if (left.constant && !rightIsUnsigned)
      result = binary(left.at(level), symbol, relaxed(right, width, next(level)), level);
    result.sign = Sign::Unsigned;
  }
  return result;
}

Expr Emitter::bitwise(Operation *op, llvm::StringRef symbol, llvm::StringRef logical, Level level,
                      Level logicalLevel) {
  Expr a = get(op->getOperand(0)), b = get(op->getOperand(1));
  unsigned width = widthOf(op->getOperand(0));
  if (width == 1) {
    if (logical == "!=" && b.constant && !b.constant->isZero())
      return unary("!", a);
    if (logical == "!=" && a.constant && !a.constant->isZero())
      return unary("!", b);
    Level least = logical == "!=" ? next(logicalLevel) : logicalLevel;
    return binary(a.at(least), logical, b.at(least), logicalLevel);
  }
  Sign sign =
      a.sign == Sign::Signed && (b.sign == Sign::Signed || b.constant) ? Sign::Signed : Sign::Unsigned;
  auto side = [&](const Expr &expr) {
    if (expr.constant && width < 32)
      return relaxed(expr, width, level);
    return (sign == Sign::Signed ? asSigned(expr, width) : asUnsigned(expr, width)).grouped(level);
  };
  Expr result = binary(side(a), symbol, side(b), level);
  if (width < 32)
    result = cast(integerName(width, sign), result);
  result.sign = sign;
  return result;
}

Expr Emitter::shift(Operation *op) {
  Value a = op->getOperand(0);
  unsigned width = widthOf(a);
  bool isLeft = isa<arith::ShLIOp>(op);
  Sign sign = isa<arith::ShRSIOp>(op) ? Sign::Signed : Sign::Unsigned;
  Expr value = sign == Sign::Signed ? asSigned(get(a), width) : asUnsigned(get(a), width);
  if (isLeft && width < 32)
    value = cast("uint", value);
  Expr result = binary(value.grouped(Level::Postfix), isLeft ? "<<" : ">>",
                       relaxed(get(op->getOperand(1)), width, Level::Unary), Level::Shift);
  if (width < 32)
    result = cast(integerName(width, sign), result);
  result.sign = sign;
  return result;
}

// Plain where the divisor is a constant that C defines.
Expr Emitter::division(Operation *op) {
  bool isSigned = isa<arith::DivSIOp, arith::RemSIOp>(op),
       isRemainder = isa<arith::RemSIOp, arith::RemUIOp>(op);
  Sign sign = isSigned ? Sign::Signed : Sign::Unsigned;
  Value a = op->getOperand(0), b = op->getOperand(1);
  unsigned width = widthOf(a);
  auto by = get(b).constant;
  Expr result;
  if (by && !by->isZero() && !(isSigned && by->isAllOnes()) && width >= 32) {
    result = binary(exact(a, sign, Level::Multiply), isRemainder ? "%" : "/", exact(b, sign, Level::Unary),
                    Level::Multiply);
  } else {
    std::string name = std::string("hd_") + (isRemainder ? "remainder_" : "divide_") +
                       (isSigned ? "i" : "u") + std::to_string(std::max(width, 32u));
    result = call(prelude_.use(name), {exact(a, sign), exact(b, sign)});
    if (width < 32)
      result = cast(integerName(width, sign), result);
  }
  result.sign = sign;
  return result;
}

Expr Emitter::compare(arith::CmpIOp op, arith::CmpIPredicate predicate) {
  using P = arith::CmpIPredicate;
  unsigned width = widthOf(op.getLhs());
  bool isEquality = predicate == P::eq || predicate == P::ne;
  bool isUnsigned = predicate >= P::ult;
  Expr a = get(op.getLhs()), b = get(op.getRhs());
  Level level = isEquality ? Level::Equal : Level::Less;
  llvm::StringRef symbol = predicate == P::eq                           ? "=="
                           : predicate == P::ne                         ? "!="
                           : predicate == P::slt || predicate == P::ult ? "<"
                           : predicate == P::sle || predicate == P::ule ? "<="
                           : predicate == P::sgt || predicate == P::ugt ? ">"
                                                                        : ">=";
  if (width == 1) { // as bits; -1 < 0 when signed
    if (!isEquality && !isUnsigned)
      std::swap(a, b);
    return binary(a.at(next(level)), symbol, b.at(next(level)), level);
  }
  auto side = [&](const Expr &expr, const Expr &other) -> std::string {
    Sign sign = isUnsigned ? Sign::Unsigned : Sign::Signed;
    if (isEquality)
      sign = expr.constant ? (other.sign == Sign::None ? Sign::Signed : other.sign)
                           : (other.constant || width >= 32 ? expr.sign : Sign::Signed);
    if (expr.constant && width < 32)
      return llvm::toString(*expr.constant, 10, sign == Sign::Signed);
    if (sign == Sign::None)
      return expr.at(next(level));
    return (sign == Sign::Signed ? asSigned(expr, width) : asUnsigned(expr, width)).at(next(level));
  };
  return binary(side(a, b), symbol, side(b, a), level);
}

Expr Emitter::compare(arith::CmpFOp op) {
  using P = arith::CmpFPredicate;
  std::string a = get(op.getLhs()).at(next(Level::Less)), b = get(op.getRhs()).at(next(Level::Less));
  auto negated = [&](llvm::StringRef symbol) { return unary("!", binary(a, symbol, b, Level::Less)); };
  std::vector<std::string> both = {get(op.getLhs()).text, get(op.getRhs()).text};
  switch (op.getPredicate()) {
  case P::AlwaysFalse:
    return {"false"};
  case P::AlwaysTrue:
    return {"true"};
  case P::OEQ:
    return binary(a, "==", b, Level::Equal);
  case P::UNE:
    return binary(a, "!=", b, Level::Equal);
  case P::OGT:
    return binary(a, ">", b, Level::Less);
  case P::OGE:
    return binary(a, ">=", b, Level::Less);
  case P::OLT:
    return binary(a, "<", b, Level::Less);
  case P::OLE:
    return binary(a, "<=", b, Level::Less);
  case P::UGT:
    return negated("<=");
  case P::UGE:
    return negated("<");
  case P::ULT:
    return negated(">=");
  case P::ULE:
    return negated(">");
  case P::ONE:
    return binary(call("islessgreater", both).text, "!=", "0", Level::Equal);
  case P::UEQ:
    return unary("!", call("islessgreater", both));
  case P::ORD:
    return binary(call("isordered", both).text, "!=", "0", Level::Equal);
  case P::UNO:
    return binary(call("isunordered", both).text, "!=", "0", Level::Equal);
  }
  llvm_unreachable("all predicates are handled");
}

Expr Emitter::select(arith::SelectOp op) {
  Expr condition = get(op.getCondition()), a = get(op.getTrueValue()), b = get(op.getFalseValue());
  Type type = op.getType();
  Level least = next(Level::Conditional);
  if (type.isInteger(1) && b.constant && b.constant->isZero())
    return binary(condition.at(Level::LogicalAnd), "&&", a.at(Level::LogicalAnd), Level::LogicalAnd);
  if (type.isInteger(1) && a.constant && !a.constant->isZero())
    return binary(condition.at(next(Level::LogicalOr)), "||", b.at(next(Level::LogicalOr)), Level::LogicalOr);
  Sign sign = Sign::None;
  if (type.isIntOrIndex() && !type.isInteger(1)) {
    auto isSigned = [](const Expr &expr) { return expr.sign == Sign::Signed || expr.constant; };
    sign = isSigned(a) && isSigned(b) ? Sign::Signed : Sign::Unsigned;
    unsigned width = widthOf(op.getTrueValue());
    a = sign == Sign::Signed ? asSigned(a, width) : asUnsigned(a, width);
    b = sign == Sign::Signed ? asSigned(b, width) : asUnsigned(b, width);
  }
  return {condition.at(least) + " ? " + a.at(least) + " : " + b.at(least), Level::Conditional, sign};
}

// Extensions and truncations of integers.
Expr Emitter::extend(Operation *op) {
  Value from = op->getOperand(0);
  unsigned width = widthOf(op->getResult(0)), narrow = widthOf(from);
  if (width == 1)
    return binary(binary(get(from).at(Level::And), "&", "1", Level::And).at(next(Level::Equal)), "!=", "0",
                  Level::Equal);
  bool isSigned = isa<arith::ExtSIOp>(op);
  Sign sign = isSigned ? Sign::Signed : Sign::Unsigned;
  Expr operand = get(from);
  if (narrow == 1) {
    Expr byte = cast(integerName(width, sign), operand);
    Expr result = isSigned ? cast(integerName(width, sign), unary("-", byte)) : byte;
    result.sign = sign;
    if (!isSigned)
      result.castOf = operand.at(Level::Unary);
    return result;
  }
  if (!isa<arith::TruncIOp>(op))
    operand = isSigned ? asSigned(operand, narrow) : asUnsigned(operand, narrow);
  Expr result = cast(integerName(width, sign), operand);
  result.sign = sign;
  result.castOf = operand.at(Level::Unary);
  return result;
}

// Between integers and floats, and between floats.
Expr Emitter::convert(Operation *op) {
  Value from = op->getOperand(0);
  Type target = op->getResult(0).getType();
  if (isa<arith::SIToFPOp, arith::UIToFPOp>(op)) {
    Sign sign = isa<arith::SIToFPOp>(op) ? Sign::Signed : Sign::Unsigned;
    if (widthOf(from) == 1) // signed: true is -1
      return sign == Sign::Signed ? unary("-", cast(typeOf(op->getResult(0), Sign::None), get(from)))
                                  : cast(typeOf(op->getResult(0), Sign::None), get(from));
    return {"(" + typeOf(op->getResult(0), Sign::None) + ")" + exact(from, sign, Level::Unary), Level::Unary};
  }
  if (isa<arith::FPToSIOp, arith::FPToUIOp>(op)) {
    bool isSigned = isa<arith::FPToSIOp>(op);
    unsigned width = target.getIntOrFloatBitWidth();
    std::string name =
        "hd_f" + std::to_string(widthOf(from)) + "_to_" + (isSigned ? "i" : "u") + std::to_string(width);
    return call(prelude_.use(name), {get(from).text}, isSigned ? Sign::Signed : Sign::Unsigned);
  }
  if (widthOf(from) == 16)
    return call(prelude_.use(from.getType().isF16() ? "hd_from_f16" : "hd_from_bf16"), {get(from).text});
  if (target.getIntOrFloatBitWidth() == 16)
    return call(prelude_.use(target.isF16() ? "hd_to_f16" : "hd_to_bf16"), {get(from).text});
  return cast(typeOf(op->getResult(0), Sign::None), get(from));
}

Expr Emitter::reinterpret(arith::BitcastOp op) {
  Type target = op.getType();
  if (target.getIntOrFloatBitWidth() == 16) { // to or from f16, bf16
    Expr bits = asUnsigned(get(op.getIn()), 16);
    bits.sign = target.isInteger(16) ? Sign::Unsigned : Sign::None;
    return bits;
  }
  if (isa<FloatType>(target)) {
    unsigned width = widthOf(op.getIn());
    Expr bits = get(op.getIn());
    return call(target.isF32() ? "as_float" : "as_double",
                {bits.constant || bits.sign == Sign::None ? asUnsigned(bits, width).text : bits.text});
  }
  return call(target.isInteger(32) ? "as_uint" : "as_ulong", {get(op.getIn()).text}, Sign::Unsigned);
}

Expr Emitter::minMax(Operation *op) {
  Value a = op->getOperand(0), b = op->getOperand(1);
  if (isa<FloatType>(a.getType())) {
    llvm::StringRef stem = isa<arith::MinimumFOp>(op) ? "minimum" : "maximum";
    return call(helper(stem, a.getType()), {get(a).text, get(b).text});
  }
  Sign sign = isa<arith::MinSIOp, arith::MaxSIOp>(op) ? Sign::Signed : Sign::Unsigned;
  return call(isa<arith::MinSIOp, arith::MinUIOp>(op) ? "min" : "max", {exact(a, sign), exact(b, sign)},
              sign);
}

Expr Emitter::floats(Operation *op, llvm::StringRef symbol, Level level) {
  return binary(get(op->getOperand(0)).at(level), symbol, get(op->getOperand(1)).at(next(level)), level);
}

// Both halves of the product.
void Emitter::emitMulExtended(Operation *op) {
  Sign sign = isa<arith::MulSIExtendedOp>(op) ? Sign::Signed : Sign::Unsigned;
  Value a = op->getOperand(0), b = op->getOperand(1);
  if (widthOf(a) < 32)
    return fail(op, "of this width has no form in OpenCL C");
  if (!op->getResult(0).use_empty()) {
    Expr low = binary(exact(a, Sign::Unsigned, Level::Multiply), "*", exact(b, Sign::Unsigned, Level::Unary),
                      Level::Multiply);
    low.sign = Sign::Unsigned;
    define(op->getResult(0), low);
  }
  if (!op->getResult(1).use_empty())
    define(op->getResult(1), call("mul_hi", {exact(a, sign), exact(b, sign)}, sign));
}

Expr Emitter::buildArithmetic(Operation *op) {
  return llvm::TypeSwitch<Operation *, Expr>(op)
      .Case([&](arith::ConstantOp at) {
        if (auto integer = dyn_cast<IntegerAttr>(at.getValue()))
          return integerLiteral(integer.getValue());
        if (at.getType().getIntOrFloatBitWidth() == 16)
          return Expr{
              std::to_string(cast<FloatAttr>(at.getValue()).getValue().bitcastToAPInt().getZExtValue())};
        return floatLiteral(cast<FloatAttr>(at.getValue()).getValue());
      })
      .Case<arith::AddIOp>([&](auto) { return wrapping(op, "+", Level::Add); })
      .Case<arith::SubIOp>([&](auto) { return wrapping(op, "-", Level::Add); })
      .Case<arith::MulIOp>([&](auto) { return wrapping(op, "*", Level::Multiply); })
      .Case<arith::AndIOp>([&](auto) { return bitwise(op, "&", "&&", Level::And, Level::LogicalAnd); })
      .Case<arith::OrIOp>([&](auto) { return bitwise(op, "|", "||", Level::Or, Level::LogicalOr); })
      .Case<arith::XOrIOp>([&](auto) { return bitwise(op, "^", "!=", Level::Xor, Level::Equal); })
      .Case<arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp>([&](auto) { return shift(op); })
      .Case<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(
          [&](auto) { return division(op); })
      .Case<arith::AddFOp>([&](auto) { return floats(op, "+", Level::Add); })
      .Case<arith::SubFOp>([&](auto) { return floats(op, "-", Level::Add); })
      .Case<arith::MulFOp>([&](auto) { return floats(op, "*", Level::Multiply); })
      .Case([&](arith::DivFOp at) {
        if (at.getType().isF64()) // correctly rounded on every device that has doubles
          return floats(op, "/", Level::Multiply);
        return call(helper("divide", at.getType()), {get(at.getLhs()).text, get(at.getRhs()).text});
      })
      .Case([&](arith::NegFOp at) { return unary("-", get(at.getOperand())); })
      .Case([&](arith::CmpIOp at) { return compare(at, at.getPredicate()); })
      .Case([&](arith::CmpFOp at) { return compare(at); })
      .Case([&](arith::SelectOp at) { return select(at); })
      .Case<arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp, arith::IndexCastOp>([&](auto) {
        if (isa<arith::IndexCastOp>(op)) {
          Expr result = cast(integerName(widthOf(op->getResult(0)), Sign::Signed), get(op->getOperand(0)));
          result.sign = Sign::Signed;
          return result;
        }
        return extend(op);
      })
      .Case<arith::SIToFPOp, arith::UIToFPOp, arith::FPToSIOp, arith::FPToUIOp, arith::ExtFOp,
            arith::TruncFOp>([&](auto) { return convert(op); })
      .Case([&](arith::BitcastOp at) { return reinterpret(at); })
      .Case<arith::MinSIOp, arith::MaxSIOp, arith::MinUIOp, arith::MaxUIOp, arith::MinimumFOp,
            arith::MaximumFOp>([&](auto) { return minMax(op); })
      .Default([&](Operation *) {
        fail(op, "has no form in OpenCL C");
        return Expr{"0"};
      });
}

} // namespace hd::opencl
