// Leaving kernel code in a hurry: from a failed assertion, or from a signal that the code raised.
//
// A thread that runs kernel code marks itself with a KernelScope. SIGSEGV, SIGBUS, SIGFPE and SIGILL in
// such a thread come back to the scope (the handler returns into a jump, so that no code of ours runs
// inside of the signal); in any other thread they go to the handler that was there before.
// The handlers run on an alternate stack, so that an overflow of the stack is caught as well. Kernel
// frames have no destructors, which is what makes jumping over them right.
#pragma once

#include <csetjmp>
#include <cstdint>
#include <string>

namespace hd::drivers::cpu {

struct KernelScope {
  jmp_buf landing;
  uint64_t stack = 0; // below the frame that set the scope
  // Written by the signal handler before it jumps.
  int signal = 0;
  int code = 0;
  uint64_t address = 0;
};

enum LandingReason { kFromFail = 1, kFromSignal = 2 };

// Once per process; keeps the previous handlers and chains to them.
void installFaultHandlers();
// Once per thread before its first scope: the alternate signal stack.
void prepareThreadForFaults();

// The scope that a signal on this thread jumps to; null: none. Use:
//   KernelScope scope;
//   if (_setjmp(scope.landing) == 0) { setKernelScope(&scope); ...kernel code...; }
//   setKernelScope(nullptr);
void setKernelScope(KernelScope *scope);
KernelScope *kernelScope();

// `segmentation fault at address 0x10`.
std::string describeFault(const KernelScope &scope);

} // namespace hd::drivers::cpu
