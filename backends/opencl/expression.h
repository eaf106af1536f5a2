// Pieces of OpenCL C: an expression's text with what is needed to use it inside a larger one.
#pragma once

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace hd::opencl {

// hd integers have no sign, C's do: which of the two C types of its width an expression has.
enum class Sign { None, Signed, Unsigned };

// C's levels; a higher one binds tighter.
enum class Level {
  Conditional,
  LogicalOr,
  LogicalAnd,
  Or,
  Xor,
  And,
  Equal,
  Less,
  Shift,
  Add,
  Multiply,
  Unary,
  Postfix
};

struct Expr {
  std::string text;
  Level level = Level::Postfix;
  Sign sign = Sign::None;
  std::optional<llvm::APInt> constant = std::nullopt; // integers that are literals
  std::string castOf = {};                            // the operand, when the text is a cast between integers

  // The text, in parentheses when it binds looser than `least`.
  std::string at(Level least) const;
  // For operands of bit operations: `a & b << c` is right and unreadable.
  std::string grouped(Level own) const;
};

// `char`, `uint`, ...
std::string integerName(unsigned width, Sign sign);
// Exactly of that C type.
Expr asSigned(const Expr &expr, unsigned width);
Expr asUnsigned(const Expr &expr, unsigned width);
// Of either sign, literals as short as they go: for places where C converts by itself.
std::string relaxed(const Expr &expr, unsigned width, Level least);

Expr integerLiteral(const llvm::APInt &value);
Expr floatLiteral(const llvm::APFloat &value);
// `(type)operand`
Expr cast(llvm::StringRef type, const Expr &operand);
// `operator operand`, never making `--`
Expr unary(llvm::StringRef symbol, const Expr &operand);
// Left-associative; the sign is the caller's to set.
Expr binary(const std::string &left, llvm::StringRef symbol, const std::string &right, Level level);
// `!operand`, as short as it goes
Expr negated(const Expr &operand);

} // namespace hd::opencl
