// Addresses of private memory as numbers: comparisons and differences that are known without the address.
#pragma once

#include "ir/hd/dialect.h"

namespace hd::ir {

// Rewrites the uses of the address of private memory as an integer that compare it with, or subtract it from,
// another address: of the same object by the distances, of others and null by their being apart. False if
// there is none.
bool resolveComparisons(PointerToIntOp address);

} // namespace hd::ir
