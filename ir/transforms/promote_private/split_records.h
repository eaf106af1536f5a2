// Records that cannot become values as a whole: each field gets memory of its own, so that the others can.
#pragma once

#include "ir/hd/dialect.h"

namespace hd::ir {

// private : struct {a, b} -> private : a; private : b, if the record is only used field by field and copied.
// False if not; then nothing has changed.
bool splitRecord(PrivateOp record);

} // namespace hd::ir
