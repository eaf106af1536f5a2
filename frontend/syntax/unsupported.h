// Features that the language lacks: found by their tokens, reported by name, and taken out so that the rest
// of the function is still checked.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/syntax/terminal.h"

namespace hd::syntax {

// Reports the feature that a keyword or a name stands for.
void reportUnsupported(diag::Engine &engine, const Terminal &keyword);

// Reports each unsupported feature of a chunk and replaces its statement by `;`. False when it is not
// inside a function's body: then nothing of the chunk is left to parse. Sets `found` when it reported.
bool removeUnsupported(Terminals &chunk, diag::Engine &engine, bool &found);

} // namespace hd::syntax
