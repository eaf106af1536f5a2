#pragma once

#include "mlir/IR/PatternMatch.h"

namespace hd::ir {

// Adds: zext(trunc x) | (zext(trunc(x >> 8)) << 8) -> zext(trunc x), for pieces of any size
// What memcpy between values leaves, byte for byte, becomes moves of the parts that they have in common.
void addJoinedPieces(mlir::RewritePatternSet &patterns);

} // namespace hd::ir
