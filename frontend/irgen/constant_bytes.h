// Initialisers as the bytes that they leave in memory.
#pragma once

#include "frontend/ast/decl.h"

#include <optional>
#include <string>

namespace hd::irgen {

// The content of an object of `type` after its initialisation with `init` (null: zero); nothing when it is
// not constant. Literals, lists of them, signs and conversions are constants.
std::optional<std::string> initialBytes(ast::QualType type, const ast::Expr *init);

} // namespace hd::irgen
