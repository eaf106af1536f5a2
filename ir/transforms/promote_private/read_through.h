// Copies that are only read: what was copied is read instead.
#pragma once

#include "ir/hd/dialect.h"

namespace hd::ir {

// copy(m, s); ... load(m.x) -> load(s.x), if the private memory `copy` gets its content by one copy, before
// all reads, and nothing writes to `s` afterwards: parameters, constants, and private memory that is filled
// before. False if not.
bool readThrough(PrivateOp copy);

} // namespace hd::ir
