// An hd module as LLVM modules for a target.
#pragma once

#include "backends/backend.h"
#include "backends/cpu/analysis.h"
#include "backends/cpu/target.h"

#include "mlir/IR/OwningOpRef.h"
#include "llvm/IR/Module.h"

namespace hd::cpu {

// What becomes an LLVM module, and an object, of its own: a kernel, or one of the two versions of a kernel
// with warp operations. So kernels are compiled side by side, and passes whose time grows faster than what
// they are given see little at a time.
struct Unit {
  mlir::func::FuncOp kernel; // null in a module without kernels
  Mapping mapping = Mapping::Rows;
  bool isVersion = false;      // a version by rows brings the kernel itself, which chooses between the two
  bool definesGlobals = false; // the others declare them
};

struct Translation {
  std::unique_ptr<llvm::Module> module;
  abi::KernelImage kernel; // as far as this unit knows
};

// In the order of the kernels, the versions of one side by side; at least one.
std::vector<Unit> unitsOf(mlir::ModuleOp module,
                          const llvm::DenseMap<mlir::func::FuncOp, mlir::func::FuncOp> &leftOut);

// Threads may do this at the same time for units of one module: it only reads.
llvm::Expected<Translation> translate(mlir::ModuleOp module, const Unit &unit, const VectorTarget &target,
                                      llvm::TargetMachine &machine, const backends::Options &options,
                                      llvm::LLVMContext &context);

// The module itself, or where kernels wait for locks a copy in which lanes in step get them.
mlir::OwningOpRef<mlir::ModuleOp> openLocks(mlir::ModuleOp &module);

// How the kernel's threads become lanes; a kernel with warp operations also has a Dense version for blocks
// whose rows do not fill whole vectors.
Mapping mappingOf(mlir::func::FuncOp kernel);
bool hasWarpOps(mlir::func::FuncOp kernel);

} // namespace hd::cpu
