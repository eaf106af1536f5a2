// What a kernel needs of a device: names of runtime/abi/features.h.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>
#include <vector>

namespace hd::backends {

// Sorted. 64-bit integers that are only indices of memory do not count.
std::vector<std::string> featuresOf(mlir::func::FuncOp kernel);

} // namespace hd::backends
