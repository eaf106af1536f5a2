// What of LLVM is for the whole process: the registry of its targets, and options that only its command line
// has.
#pragma once

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/Error.h"

namespace hd::backends {

// LLVM's target for a triple; `initialize` registers it when it is not known yet. Threads may call this at
// the same time for any targets, which LLVM's own functions do not allow. Options are set with the first of
// them: what a target's code is must not depend on which others were compiled before or beside it.
llvm::Expected<const llvm::Target *> llvmTarget(const std::string &triple, void (*initialize)());

} // namespace hd::backends
