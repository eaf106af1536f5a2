// An hd module that went through the device passes, as one SPIR-V module with an entry point for each kernel.
#pragma once

#include "backends/backend.h"

namespace hd::spirv {

// Fills the image's bytes, and of its kernels the features and the shared memory that the code adds.
llvm::Error translate(mlir::ModuleOp module, const backends::Options &options, abi::Image &image);

} // namespace hd::spirv
