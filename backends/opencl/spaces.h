// Which of OpenCL's named address spaces each pointer of a kernel points into. OpenCL C 1.2 has no generic
// pointers, so every pointer value must have one.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Error.h"

namespace hd::opencl {

enum class Space { Global, Local, Private };

// `__global`, ...
llvm::StringRef qualifier(Space space);

// Pointers that can be the same pointer (through offsets, casts, selects, regions, memory of the kernel) are
// in one space; one that nothing says anything about (null, or loaded from global memory) is global.
class Spaces {
public:
  // An error when two spaces meet, or when a pointer to other than global memory is kept in global memory.
  static llvm::Expected<Spaces> infer(mlir::func::FuncOp kernel);
  Space of(mlir::Value pointer) const;

private:
  llvm::DenseMap<mlir::Value, Space> spaces_;
};

} // namespace hd::opencl
