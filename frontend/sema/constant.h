// Evaluation of checked (typed) expressions at compile time.
#pragma once

#include "frontend/ast/decl.h"

#include <functional>
#include <optional>

namespace hd::sema {

struct Constant {
  ast::QualType type;  // unqualified; a pointer type only for null
  uint64_t bits = 0;   // integers: two's complement, extended to 64 bits as the type says
  double floating = 0; // of type float: already rounded

  bool isZero() const { return type->isFloating() ? floating == 0 : bits == 0; }
  int64_t asSigned() const { return int64_t(bits); }
  bool isNegative() const { return type->isSignedInteger() && asSigned() < 0; }
};

// Values of `const` and `constexpr` variables; null when the variable has none.
using VariableValue = std::function<const Constant *(const ast::VarDecl *)>;

std::optional<Constant> evaluate(const ast::Expr *expr, const VariableValue &variable);

// The value in another arithmetic type, as a C conversion does it. A double out of an integer's range is
// no constant.
std::optional<Constant> convertConstant(const Constant &value, ast::QualType type);

// A literal node for it.
ast::Expr *makeLiteral(ast::TranslationUnit &unit, const Constant &value, diag::Range range);

} // namespace hd::sema
