// printf's formats at compile time: which conversion takes which operand, and texts put in for `%s`.
#pragma once

#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace hd::ir {

// A piece of a format: literal text (with `%%`), or one conversion.
struct FormatPiece {
  std::string text;
  char kind = 0;         // 0: literal text
  unsigned operands = 0; // that it consumes, the widths given as `*` first
};

llvm::SmallVector<FormatPiece> splitFormat(llvm::StringRef format);

// The characters of the string literal that a pointer points to, up to its NUL; nothing if it is not known.
std::optional<std::string> knownString(mlir::Value pointer);

// What `%-8.3s` makes of the text, with its percent signs doubled; nothing if the width is not a constant.
std::optional<std::string> formatString(llvm::StringRef conversion, llvm::StringRef text);

} // namespace hd::ir
