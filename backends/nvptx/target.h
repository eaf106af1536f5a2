// The NVIDIA generations that LLVM writes PTX for.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace hd::nvptx {

struct PtxTarget {
  const char *name; // `nvptx:sm_80`
  const char *arch; // `sm_80`
  const char *description;
  unsigned generation; // 80
  const char
      *version; // LLVM's feature for the oldest PTX version that has all of it, so that old drivers load it
};

// Oldest first. PTX of one runs on all later generations, but that of an `a` only on its own.
llvm::ArrayRef<PtxTarget> ptxTargets();
// `nvptx` (the oldest, which every device runs) or `nvptx:ARCH`; an error that lists the choices.
llvm::Expected<const PtxTarget *> findTarget(llvm::StringRef name);
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const PtxTarget &target,
                                                                       unsigned level);

} // namespace hd::nvptx
