// Goes on after an error: the statement that has it is taken out, so that the rest can be parsed without
// errors that only follow from the first.
#pragma once

#include "frontend/syntax/terminal.h"

#include <optional>

namespace hd::syntax {

// Replaces the statement or member around token `index` by `;`, or the condition around it by `0`. Returns
// the index of what replaced it; nothing when `index` is not inside braces.
std::optional<size_t> dropStatement(Terminals &chunk, size_t index);

} // namespace hd::syntax
