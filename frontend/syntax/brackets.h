// Checks on tokens that protect what follows: balanced brackets, bounded nesting, bounded expressions.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/syntax/terminal.h"

namespace hd::syntax {

constexpr unsigned kMaxNesting =
    256; // brackets, prefix operators, casts, `?:` inside each other; 8 `else if`s
constexpr unsigned kMaxOperators = 2048; // in a row: the depth of the tree that they make

// Reports the first bracket without a partner.
bool checkBalance(const Terminals &file, diag::Engine &engine);

// Reports when parsing or walking the chunk would recurse too deeply.
bool checkComplexity(const Terminals &chunk, diag::Engine &engine);

} // namespace hd::syntax
