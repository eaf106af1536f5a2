// Lanes that run in step must not keep one waiting that holds a lock or is to set a flag. CUDA's threads may:
// `while (atomicCAS(lock, 0, 1) != 0); work; atomicExch(lock, 0);`
// The pass is for devices; the cpu backend, whose warps run one after the other, too, takes the functions.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/spin_locks/spin_locks.h.inc"

inline constexpr unsigned kWarpLanes = 32;

// The attribute of an scf.execute_region whose lanes, or groups of so many neighbours, run it one after the
// other, each from start to end.
inline constexpr llvm::StringRef kOneByOne = "hd.one_by_one";

// The attribute of a loop whose rounds all warps of the block take together: it waits for other warps.
inline constexpr llvm::StringRef kTogether = "hd.together";

// Whether the kernel has loops that wait for what other threads of the block do.
bool hasSpinLocks(mlir::func::FuncOp kernel);

enum class Locks {
  Lanes,       // those that lanes of one warp want
  AllInStep,   // and those that one lane takes for its warp, which are in the way of others in step with it
  AcrossWarps, // only the latter, where the warp meets while it holds one: that will be a meeting of the
               // block
};

// Rewrites them so that a lane that has stopped waiting goes on to the release before others wait on.
void openSpinLocks(mlir::func::FuncOp kernel, Locks locks = Locks::Lanes);

} // namespace hd::ir
