// `__device__`, `__constant__` and static `__shared__` variables as symbols of the image.
#pragma once

#include "backends/simt/emitter.h"

namespace hd::simt {

// `hd_global_<name>`, visible to the host when the source named it.
void defineGlobal(llvm::Module &module, ir::GlobalOp global, const AddressSpaces &spaces);

// Static shared memory of a kernel as these symbols take it: more aligned than the source asks.
uint64_t sharedBytes(mlir::func::FuncOp kernel);

} // namespace hd::simt
