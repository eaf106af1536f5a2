// Records with more than fields: a host's class in a .cu file, or one for the device that is not supported
// yet.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/syntax/terminal.h"

namespace hd::syntax {

// Takes methods and access specifiers out of the record that `chunk` defines, if it does; methods for the
// device are reported, once. False when nothing of the chunk can be kept (bases, virtual functions).
bool stripMethods(Terminals &chunk, diag::Engine &engine);

} // namespace hd::syntax
