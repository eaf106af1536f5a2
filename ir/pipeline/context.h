// The MLIR context of a compilation.
#pragma once

#include "mlir/IR/MLIRContext.h"

#include <memory>

namespace hd::ir {

// Adds every dialect that kernels before a backend may hold: hd, func, arith, math, scf.
void registerDialects(mlir::DialectRegistry &registry);

// A context with those dialects loaded. It has no thread pool: a kernel is too small to pay for one. Backends
// load what they lower to. Creating one takes about 0.2 ms; one thread at a time may use it.
std::unique_ptr<mlir::MLIRContext> createContext();

} // namespace hd::ir
