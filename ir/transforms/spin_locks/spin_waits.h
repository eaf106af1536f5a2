// Which loops wait for memory that other threads write, and where the thread itself writes it afterwards.
#pragma once

#include "ir/hd/dialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hd::ir {

// The locations whose content the loop's exit depends on and that it reads anew in each round without making
// progress of its own: a lock that it tries to take, a flag or counter that it watches. A compare-and-swap
// loop that computes a new value from the old one makes progress and is none.
llvm::SmallVector<mlir::Value> waitedLocations(mlir::scf::WhileOp loop);

// Whether all that the loop does with the locations is to look at them, as at a flag or a counter.
bool onlyWatches(mlir::scf::WhileOp loop);

// How many of the loop's operations try to take a lock.
unsigned lockAttempts(mlir::scf::WhileOp loop);

// Whether `tree` writes memory that `location` points to: for certain, as the same expression (`exact`), or
// perhaps.
bool writesTo(mlir::Operation *tree, mlir::Value location, bool exact);

} // namespace hd::ir
