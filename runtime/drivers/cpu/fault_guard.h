// Leaving kernel code in a hurry: from a failed assertion, or from a signal that the code raised.
//
// A thread that runs kernel code marks itself with a KernelScope. SIGSEGV, SIGBUS, SIGFPE and SIGILL in
// such a thread come back to the scope (the handler returns into a jump, so that no code of ours runs
// inside of the signal); in any other thread they go to the handler that was there before.
// The handlers run on an alternate stack, so that an overflow of the stack is caught as well. Kernel
// frames have no destructors, which is what makes jumping over them right.
//
// A thread that must stop (its launch has passed its time limit) is sent kStopSignal and comes back in the
// same way, but only while it is in the kernel's own code: inside of the host's functions it may hold a lock.
#pragma once

#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstdint>
#include <string>

namespace hd::drivers::cpu {

struct KernelScope {
  jmp_buf landing;
  uint64_t stack = 0;                      // below the frame that set the scope
  const std::atomic<bool> *stop = nullptr; // set to stop the thread; null: it cannot be
  volatile sig_atomic_t interruptible = 0; // in the kernel's own code
  // Written by the signal handler before it jumps.
  int signal = 0;
  int code = 0;
  uint64_t address = 0;
};

// Ignored by default, and by threads that need not stop.
constexpr int kStopSignal = SIGURG;

enum LandingReason { kFromFail = 1, kFromSignal = 2 };

// Once per process; keeps the previous handlers and chains to them.
void installFaultHandlers();
// The same for kStopSignal, before the first scope that can be stopped.
void installStopHandler();
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
