#pragma once

#include "mlir/IR/PatternMatch.h"

namespace hd::ir {

// Adds: if (c) { f(c) } else { g(c) } -> if (c) { f(true) } else { g(false) }
// In place of upstream's ConditionPropagation, whose time grows with the square of the nesting.
void addKnownCondition(mlir::RewritePatternSet &patterns);

} // namespace hd::ir
