// Loops in which lanes of one warp wait for each other.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hd::cpu {

// The loop repeats an atomic operation until it has taken a lock that is released only after the loop, and
// more than one lane may be in it: the lane that has the lock would wait for the others to leave the loop.
bool waitsForOwnWarp(mlir::scf::WhileOp loop);

} // namespace hd::cpu
