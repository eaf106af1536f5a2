// Several source files as one module: their kernels and variables move into the first file's module.
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>
#include <vector>

namespace hd::jit {

struct NamedModule {
  std::string file;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

// After the passes: there are no calls left, so only kernels and named variables must be unique. Other
// symbols are renamed where they collide. Empty `modules` afterwards but for the result, which it returns;
// null and a message when two files define the same kernel or variable.
mlir::OwningOpRef<mlir::ModuleOp> merge(std::vector<NamedModule> modules, std::string &problem);

} // namespace hd::jit
