// Object files to the shared objects that AMD's runtimes load.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

namespace hd::amdgcn {

// Runs LLVM's linker, found on PATH; an error that says which package has it when it is not there.
llvm::Expected<llvm::SmallVector<char, 0>> link(llvm::ArrayRef<char> object);

} // namespace hd::amdgcn
