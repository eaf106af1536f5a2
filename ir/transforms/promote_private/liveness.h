// Which slots a branch or loop has to pass on.
#pragma once

#include "ir/transforms/promote_private/slots.h"

namespace hd::ir {

// Removes from `storedIn` of each operation the slots that nobody reads afterwards before writing them. All
// private memory is allocated at the start of a function, so without this a variable of a loop's body would
// be carried from one iteration to the next.
void pruneDead(mlir::Block &body, Slots &slots);

} // namespace hd::ir
