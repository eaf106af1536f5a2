// Whether a module reads memory as another type than it was written.
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace hd::opencl {

// Whether loads and stores of one kernel of the module may see each other's memory as different scalars: C
// lets a compiler assume that they do not.
bool readsAsOtherTypes(mlir::ModuleOp module);

} // namespace hd::opencl
