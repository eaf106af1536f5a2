// `if (c) {} else { body }`, as early returns give it.
#pragma once

#include "mlir/IR/PatternMatch.h"

namespace hd::ir {

// Adds the pattern that makes it `if (!c) { body }`, the form that everything else looks for.
void addEmptyBranch(mlir::RewritePatternSet &patterns);

} // namespace hd::ir
