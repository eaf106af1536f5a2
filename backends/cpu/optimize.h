// LLVM IR to machine code for one target.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace hd::cpu {

// LLVM's own pipeline at `level`, without its vectorisers: the code is vectors already.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);
llvm::SmallVector<char, 0> generateCode(llvm::Module &module, llvm::TargetMachine &machine,
                                        llvm::CodeGenFileType type);

} // namespace hd::cpu
