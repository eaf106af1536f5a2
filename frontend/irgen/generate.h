// A checked program to the hd dialect (see ir/hd/dialect.td): structured control flow, scalars in SSA.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/diag/source_manager.h"
#include "frontend/sema/check.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace hd::irgen {

// Loads the dialects that it needs into `context`. Null when something could not be lowered, which
// `engine` then says. The module is not verified.
mlir::OwningOpRef<mlir::ModuleOp> generate(mlir::MLIRContext &context, const sema::Program &program,
                                           const diag::SourceManager &sources, diag::Engine &engine);

} // namespace hd::irgen
