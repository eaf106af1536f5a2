// Where a kernel's parameters and shared variables lie, and what variables are called, the same for all
// backends and the runtime.
#pragma once

#include "ir/hd/dialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace hd::backends {

struct ParameterLayout {
  llvm::SmallVector<uint64_t> offsets; // bytes, one for each argument of the kernel
  uint64_t bytes = 0;
};

ParameterLayout parameterLayout(mlir::func::FuncOp kernel);
// The type that the argument has in the parameter block: a struct itself, not the pointer to it.
mlir::Type parameterType(mlir::func::FuncOp kernel, unsigned index);

// Static shared memory of one kernel, in bytes from its start.
struct SharedLayout {
  llvm::DenseMap<mlir::StringAttr, uint64_t> offsets; // by the name of the hd.global
  uint64_t bytes = 0;
};

SharedLayout sharedLayout(mlir::func::FuncOp kernel);

// The symbol of a variable in an image: that of its name in the source if it has one.
std::string symbolOf(ir::GlobalOp global);
std::string symbolOf(ir::AddressOfOp address);

} // namespace hd::backends
