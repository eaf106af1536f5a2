// Numbers that are known when compiling, and arithmetic on them; interpreter/evaluate.h finds them.
#pragma once

#include "frontend/ast/decl.h"

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

// Of a type, from what may not fit it: wrapped, rounded.
Constant integerOf(ast::QualType type, uint64_t bits);
Constant floatingOf(ast::QualType type, double value);

// `a op b`, converted to the type that the operation is done in; `type` is the result's. Integers wrap.
// Nothing for a division by zero and a shift by the width or more.
std::optional<Constant> combine(ast::BinaryOp op, const Constant &a, const Constant &b, ast::QualType type);

// The value in another arithmetic type, as a C conversion does it. A double out of an integer's range is
// no constant.
std::optional<Constant> convertConstant(const Constant &value, ast::QualType type);

// The bytes in memory, as an integer; and back.
uint64_t patternOf(const Constant &value);
Constant constantFrom(ast::QualType type, uint64_t pattern);

// A literal node for it.
ast::Expr *makeLiteral(ast::TranslationUnit &unit, const Constant &value, diag::Range range);

} // namespace hd::sema
