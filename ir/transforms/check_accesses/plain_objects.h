// Private memory that needs no checks.
#pragma once

#include "ir/hd/dialect.h"

namespace hd::ir {

// Whether all uses of the object are accesses at constant places inside of it, and none of them reads a byte
// that may not have been written: true for most local variables and closures.
bool isPlainObject(PrivateOp object);

// Whether it copies a part of an object: see kAggregateLoad.
bool isAggregateLoad(LoadOp load);

} // namespace hd::ir
