// The AMD processors that LLVM makes code objects for.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace hd::amdgcn {

struct AmdTarget {
  const char *name; // `amdgcn:gfx942`
  const char *arch; // `gfx942`
  const char *description;
  unsigned waveSize;    // 64: a wave is two warps
  const char *features; // LLVM's
};

llvm::ArrayRef<AmdTarget> amdTargets();
// `amdgcn:ARCH`; an error that lists the choices. Code for one processor runs on no other, so `amdgcn` alone
// means none.
llvm::Expected<const AmdTarget *> findTarget(llvm::StringRef name);
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const AmdTarget &target,
                                                                       unsigned level);

} // namespace hd::amdgcn
