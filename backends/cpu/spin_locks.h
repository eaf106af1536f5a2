// Lanes of a warp run in step and warps of a block one after the other, so one that holds a lock or is to set
// a flag must not be kept waiting by those that wait for it. CUDA's threads may be:
// `while (atomicCAS(lock, 0, 1) != 0); work; atomicExch(lock, 0);`
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace hd::cpu {

// The attribute of an scf.execute_region whose lanes run it one after the other, each from start to end.
inline constexpr llvm::StringRef kOneByOne = "cpu.one_by_one";

// The attribute of a loop whose rounds all warps of the block take together: it waits for other warps.
inline constexpr llvm::StringRef kTogether = "cpu.together";

// Whether the kernel has loops that wait for what other threads of the block do.
bool hasSpinLocks(mlir::func::FuncOp kernel);

// Rewrites them so that a lane that has stopped waiting goes on to the release before others wait on.
void openSpinLocks(mlir::func::FuncOp kernel);

} // namespace hd::cpu
