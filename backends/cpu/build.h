// An hd module on its way to code for one target: its units, and what their translation has told.
#pragma once

#include "backends/cpu/merge_objects.h"
#include "backends/cpu/translate.h"

#include "mlir/IR/OwningOpRef.h"

namespace hd::cpu {

struct OptimizedUnit {
  std::unique_ptr<llvm::Module> module;
  std::unique_ptr<llvm::TargetMachine> machine;
};

struct Build {
  Build(mlir::ModuleOp module, llvm::StringRef target, const backends::Options &options);

  // work(index) for all units, on the compilation's threads; the first unit's error of those that had one.
  llvm::Error forEachUnit(llvm::function_ref<llvm::Error(size_t)> work);
  // Threads may call this at the same time, each with another index.
  llvm::Expected<OptimizedUnit> optimized(size_t index, llvm::LLVMContext &context);

  // When all units have been optimized.
  std::vector<abi::KernelImage> kernelImages() const;
  std::vector<Alias> aliases() const; // the kernels that are the same as others

  const backends::Options &options;
  const VectorTarget *target = nullptr;
  mlir::ModuleOp module;
  std::vector<Unit> units; // none of kernels that are the same as another one

private:
  std::string error_;
  mlir::OwningOpRef<mlir::ModuleOp> copy_;
  llvm::DenseMap<mlir::func::FuncOp, mlir::func::FuncOp> duplicates_; // to the first of the same
  std::vector<abi::KernelImage> images_;                              // of units
};

} // namespace hd::cpu
