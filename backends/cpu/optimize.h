// LLVM IR to machine code for one target.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

namespace hd::cpu {

// LLVM's own pipeline at `level`, without its vectorisers: the code is vectors already. Here and in
// generateCode, what LLVM reports as an error (a construct that the target cannot have) is an error.
llvm::Error optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);
llvm::Expected<llvm::SmallVector<char, 0>> generateCode(llvm::Module &module, llvm::TargetMachine &machine,
                                                        llvm::CodeGenFileType type);

} // namespace hd::cpu
