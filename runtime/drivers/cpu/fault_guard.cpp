#include "runtime/drivers/cpu/fault_guard.h"

#include <cstdio>
#include <mutex>
#include <sys/mman.h>
#include <ucontext.h>

namespace hd::drivers::cpu {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr size_t kAlternateStackBytes = 64 * 1024;
constexpr greg_t kDirectionFlag = 0x400;

struct sigaction previousHandlers[NSIG];

// initial-exec: a signal handler may not allocate, which the general model could do at first access.
__attribute__((tls_model("initial-exec"))) thread_local KernelScope *currentScope = nullptr;

void chain(int signal, siginfo_t *info, void *context) {
  const struct sigaction &previous = previousHandlers[signal];
  if (previous.sa_flags & SA_SIGINFO)
    return previous.sa_sigaction(signal, info, context);
  if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
    return previous.sa_handler(signal);
  // The default action: put it back and let the instruction raise the signal again. One that was sent by
  // kill() does not come again by itself.
  sigaction(signal, &previous, nullptr);
  if (info->si_code <= 0)
    raise(signal);
}

// Where a faulting thread goes on when its handler has returned: out of the signal, on its own stack.
void land(KernelScope *scope) { _longjmp(scope->landing, kFromSignal); }

// Makes the interrupted thread go on at the scope's landing.
void leaveKernel(KernelScope *scope, int signal, const siginfo_t *info, void *context) {
  currentScope = nullptr;
  scope->interruptible = 0;
  scope->signal = signal;
  scope->code = info->si_code;
  scope->address = reinterpret_cast<uint64_t>(info->si_addr);
  greg_t *registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
  registers[REG_RIP] = reinterpret_cast<greg_t>(&land);
  registers[REG_RDI] = reinterpret_cast<greg_t>(scope);
  // As if `land` had just been called by the frame that set the scope; kernel frames below it are dead.
  registers[REG_RSP] = static_cast<greg_t>((scope->stack & ~uint64_t{15}) - 8);
  registers[REG_EFL] &= ~kDirectionFlag;
}

void onSignal(int signal, siginfo_t *info, void *context) {
  KernelScope *scope = currentScope;
  bool raisedByCode = info->si_code > 0;
  if (!scope || !raisedByCode)
    return chain(signal, info, context);
  leaveKernel(scope, signal, info, context);
}

void onStop(int signal, siginfo_t *info, void *context) {
  KernelScope *scope = currentScope;
  if (scope && scope->interruptible && scope->stop && scope->stop->load(std::memory_order_relaxed))
    return leaveKernel(scope, signal, info, context);
  const struct sigaction &previous = previousHandlers[signal];
  bool handled = (previous.sa_flags & SA_SIGINFO) != 0 ||
                 (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN);
  if (handled) // without a handler the signal is ignored
    chain(signal, info, context);
}

// A thread's alternate stack, taken down with the thread; a thread that has its own keeps it.
class AlternateStack {
public:
  AlternateStack() {
    stack_t current;
    if (sigaltstack(nullptr, &current) != 0 || !(current.ss_flags & SS_DISABLE))
      return;
    memory_ = mmap(nullptr, kAlternateStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED)
      return;
    stack_t ours{};
    ours.ss_sp = memory_;
    ours.ss_size = kAlternateStackBytes;
    sigaltstack(&ours, nullptr);
  }
  ~AlternateStack() {
    if (memory_ == MAP_FAILED)
      return;
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
    munmap(memory_, kAlternateStackBytes);
  }

private:
  void *memory_ = MAP_FAILED;
};

} // namespace

void installFaultHandlers() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action{};
    action.sa_sigaction = onSignal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int signal : kSignals)
      sigaction(signal, &action, &previousHandlers[signal]);
  });
}

void installStopHandler() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action{};
    action.sa_sigaction = onStop;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(kStopSignal, &action, &previousHandlers[kStopSignal]);
  });
}

void prepareThreadForFaults() { static thread_local AlternateStack stack; }

// Not inlined: its own frame lies below everything that the frame of the scope still needs.
__attribute__((noinline)) void setKernelScope(KernelScope *scope) {
  if (scope)
    scope->stack = reinterpret_cast<uint64_t>(__builtin_frame_address(0));
  currentScope = scope;
}
KernelScope *kernelScope() { return currentScope; }

static const char *nameOfFault(const KernelScope &scope) {
  switch (scope.signal) {
  case SIGSEGV:
    return "segmentation fault";
  case SIGBUS:
    return "bus error";
  case SIGFPE:
    return scope.code == FPE_INTDIV ? "integer division by zero" : "arithmetic fault";
  case SIGILL:
    return "trap or illegal instruction";
  }
  return "signal";
}

std::string describeFault(const KernelScope &scope) {
  char text[96];
  std::snprintf(text, sizeof(text), "%s at address 0x%llx", nameOfFault(scope),
                static_cast<unsigned long long>(scope.address));
  return text;
}

} // namespace hd::drivers::cpu
