// What a parse failure means to a person.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/syntax/tree.h"
#include "frontend/syntax/type_names.h"

namespace hd::syntax {

void reportFailure(const ParseFailure &failure, const Terminals &chunk, const TypeNames &names,
                   diag::Engine &engine);

} // namespace hd::syntax
