// GNU's statement expressions, which macros use to name their arguments once.
#pragma once

#include "frontend/syntax/terminal.h"

namespace hd::syntax {

// Makes `([&]() { int a = x; return a + 1; }())` of `({ int a = x; a + 1; })`. Those that leave the function
// or a loop around them stay as they are: a lambda cannot.
void lowerStatementExpressions(Terminals &chunk);

} // namespace hd::syntax
