// The optimised IR of a module as bytes: what abi::Module::ir holds.
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hd::jit {

// MLIR bytecode; empty when it cannot be written, which is our bug.
std::vector<uint8_t> writeIR(mlir::ModuleOp module);

// The verified module, or null with what is wrong in `problem`.
mlir::OwningOpRef<mlir::ModuleOp> readIR(mlir::MLIRContext &context, std::string_view bytes,
                                         std::string &problem);

} // namespace hd::jit
