// Which loops ptxas may unroll.
#pragma once

#include "llvm/IR/Module.h"

namespace hd::nvptx {

// LLVM forbids ptxas to unroll what was unrolled already (`.pragma "nounroll"`). ptxas makes four rounds of
// one where bodies are small, as it does with nvcc's code: only loops that must stay as they are keep the
// pragma.
void freeUnrolledLoops(llvm::Module &module);

} // namespace hd::nvptx
