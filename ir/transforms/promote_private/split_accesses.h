// Memory that is read as scalars of another size than was written: two halves of a word, the bytes of a
// float.
#pragma once

#include "ir/hd/dialect.h"

namespace hd::ir {

// store(i32 x) -> store(i16 trunc(x)); store(i16 trunc(x >> 16)), and loads the other way, where that is all
// that keeps the memory from becoming values. False if not; then nothing has changed.
bool splitAccesses(PrivateOp memory);

} // namespace hd::ir
