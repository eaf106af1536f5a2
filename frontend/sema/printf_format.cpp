// `printf`: the format is known at compile time, so its arguments are checked and converted to exactly what
// each conversion reads.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

bool isAnyOf(char letter, std::string_view set) { return set.find(letter) != std::string_view::npos; }

// A conversion's text from `%` to its letter, `at` moved past it; empty when the format ends before.
std::string_view takeConversion(std::string_view format, size_t &at) {
  size_t begin = at++;
  while (at < format.size() && isAnyOf(format[at], "-+ #0123456789.*hlLqjzt"))
    ++at;
  if (at >= format.size())
    return {};
  ++at;
  return format.substr(begin, at - begin);
}

BuiltinKind integerKind(std::string_view spec) {
  bool isUnsigned = isAnyOf(spec.back(), "uoxX");
  bool isLongLong = spec.find("ll") != std::string_view::npos || spec.find('q') != std::string_view::npos;
  bool isLong = spec.find_first_of("ljzt") != std::string_view::npos;
  if (isLongLong)
    return isUnsigned ? BuiltinKind::ULongLong : BuiltinKind::LongLong;
  if (isLong)
    return isUnsigned ? BuiltinKind::ULong : BuiltinKind::Long;
  return isUnsigned ? BuiltinKind::UInt : BuiltinKind::Int;
}

} // namespace

void Checker::checkPrintf(CallExpr *expr) {
  while (auto *paren = dyn_cast<ParenExpr>(expr->args[0]))
    expr->args[0] = paren->operand;
  auto *format = dyn_cast<StringLiteral>(expr->args[0]);
  if (!format) {
    report(Id::FormatNotLiteral, expr->args[0]->range);
    return;
  }
  std::string_view text = format->value;
  size_t next = 1, at = 0;
  while ((at = text.find('%', at)) != std::string_view::npos) {
    std::string_view spec = takeConversion(text, at);
    if (spec.empty() || !isAnyOf(spec.back(), "diuoxXcsfFeEgGaAp%")) {
      report(Id::BadFormat, format->range, spec.empty() ? "%" : spec);
      return;
    }
    if (spec.back() == '%')
      continue;
    size_t needed = 1 + size_t(std::count(spec.begin(), spec.end(), '*'));
    if (next + needed > expr->args.size()) {
      report(Id::MissingFormatArgument, format->range, spec);
      return;
    }
    for (; needed > 1; --needed)
      checkPrintfArg(expr, next++, "*d");
    checkPrintfArg(expr, next++, spec);
  }
  if (next < expr->args.size())
    report(Id::UnusedFormatArgument, expr->args[next]->range, next);
  promoteVariadic(expr, next);
}

void Checker::checkPrintfArg(CallExpr *expr, size_t index, std::string_view spec) {
  Expr *&arg = expr->args[index];
  QualType type = arg->type;
  char letter = spec.back();
  bool isString = arg->kind() == Expr::Kind::StringLiteral;
  if (letter == 's') {
    if (!isString)
      report(Id::FormatStringNotLiteral, arg->range, index);
    return;
  }
  bool wantsInteger = isAnyOf(letter, "diuoxXc");
  bool fits = letter == 'p' ? type->isPointer() : wantsInteger ? type->isInteger() : type->isFloating();
  if (!fits || isString) {
    report(Id::FormatMismatch, arg->range, spec, index, type.str());
    return;
  }
  if (letter == 'p')
    return;
  QualType wanted =
      builtin(wantsInteger ? (letter == 'c' ? BuiltinKind::Int : integerKind(spec)) : BuiltinKind::Double);
  if (wantsInteger && promoted(type)->size() != wanted->size())
    report(Id::FormatWidth, arg->range, spec, index, type.str());
  arg = convertArithmetic(arg, wanted);
}

// What an ellipsis takes: float as double, small integers as int.
void Checker::promoteVariadic(CallExpr *expr, size_t first) {
  for (size_t i = first; i < expr->args.size(); ++i) {
    Expr *&arg = expr->args[i];
    if (arg->type->isFloating())
      arg = convertArithmetic(arg, builtin(BuiltinKind::Double));
    else if (arg->type->isInteger())
      arg = promote(arg);
  }
}

} // namespace hd::sema
