// Line tables: which source line each instruction is from, or nothing at all.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

#include <memory>

namespace hd::simt {

class DebugLines {
public:
  // Without `enabled`, all functions do nothing.
  DebugLines(llvm::Module &module, bool enabled, llvm::StringRef sourceFile,
             llvm::DICompileUnit::DebugEmissionKind kind);
  llvm::DISubprogram *describe(mlir::func::FuncOp kernel, llvm::Function *function);
  static void locate(llvm::IRBuilder<> &builder, llvm::DISubprogram *subprogram, mlir::Operation *op);
  void finish();

private:
  std::unique_ptr<llvm::DIBuilder> builder_;
};

} // namespace hd::simt
