// Whole-aggregate copies as loads and stores of their scalars.
#pragma once

#include "ir/hd/dialect.h"

namespace hd::ir {

// copy(t, s) -> store(load(s.x), t.x) for every scalar x. The type must pass `scalarsOf`.
void expandCopy(CopyOp copy);

} // namespace hd::ir
