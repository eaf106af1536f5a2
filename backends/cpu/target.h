// The x86 targets of the cpu backend and how many lanes each takes at a time.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace hd::cpu {

struct VectorTarget {
  const char *name; // `cpu:avx512`
  const char *arch; // `avx512`
  const char *description;
  unsigned width;         // lanes of 32 bits in one vector register
  const char *cpu;        // LLVM's name, for scheduling
  const char *features;   // what the code may use
  const char *vectorBits; // for prefer-vector-width
  unsigned maskedBits;    // the narrowest element that masked loads and stores have; 0: there are none
  unsigned gatheredBits;  // the same of gathers and scatters
  bool (*isSupported)();  // on this machine
};

// Best first.
llvm::ArrayRef<VectorTarget> vectorTargets();
// `cpu` (the best that this machine has) or `cpu:ARCH`; an error that lists the choices.
llvm::Expected<const VectorTarget *> findTarget(llvm::StringRef name);
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const VectorTarget &target,
                                                                       unsigned level);

} // namespace hd::cpu
