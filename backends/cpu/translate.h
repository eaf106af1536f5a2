// An hd module as one LLVM module for a target.
#pragma once

#include "backends/backend.h"
#include "backends/cpu/analysis.h"
#include "backends/cpu/target.h"

#include "llvm/IR/Module.h"

namespace hd::cpu {

struct Translation {
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
  std::vector<abi::KernelImage> kernels;
};

llvm::Expected<Translation> translate(mlir::ModuleOp module, const VectorTarget &target,
                                      llvm::TargetMachine &machine, const backends::Options &options);

// How the kernel's threads become lanes; a kernel with warp operations also has a Dense version for blocks
// whose rows do not fill whole vectors.
Mapping mappingOf(mlir::func::FuncOp kernel);
bool hasWarpOps(mlir::func::FuncOp kernel);

} // namespace hd::cpu
