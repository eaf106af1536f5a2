// A module of kernels as one OpenCL C source.
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <string>

namespace hd::opencl {

// The module went through the passes for devices. An error names the kernel and what it needs.
llvm::Expected<std::string> emitSource(mlir::ModuleOp module, llvm::StringRef sourceFile);

} // namespace hd::opencl
