// How often an scf.while runs its body.
#pragma once

#include "mlir/Dialect/SCF/IR/SCF.h"

#include <optional>

namespace hd::ir {

// The trip count if it is a compile-time constant of at most `limit`. Any loop whose condition depends on
// foldable operations on constants counts: `i += c`, `i >>= 1` and `i != n && j < m` alike.
std::optional<unsigned> constantTripCount(mlir::scf::WhileOp loop, unsigned limit);

} // namespace hd::ir
