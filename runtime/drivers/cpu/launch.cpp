#include "runtime/drivers/cpu/launch.h"

#include "runtime/drivers/cpu/arena.h"
#include "runtime/drivers/cpu/check/checker.h"
#include "runtime/drivers/cpu/device.h"
#include "runtime/drivers/cpu/float_environment.h"
#include "runtime/drivers/cpu/module.h"
#include "runtime/drivers/failure.h"
#include "runtime/drivers/print_format.h"

#include <system_error>

namespace hd::drivers::cpu {
namespace {

struct ThreadArenas {
  Arena shared, scratch;
};

ThreadArenas &threadArenas() {
  static thread_local ThreadArenas arenas;
  return arenas;
}

// Kept per thread: a fault while printing jumps over the frame that would have freed it.
std::string &printBuffer() {
  static thread_local std::string buffer;
  return buffer;
}

std::string text(const uint32_t (&dim)[3]) {
  return "(" + std::to_string(dim[0]) + ", " + std::to_string(dim[1]) + ", " + std::to_string(dim[2]) + ")";
}

} // namespace

const hd_cpu_services Launch::kServices = {&Launch::print, &Launch::fail, &kCheckServices};

Launch::Launch(Device &device, const Kernel &kernel, Dim3 grid, Dim3 block, uint32_t sharedBytes,
               const void *parameters, std::chrono::nanoseconds timeLimit)
    : device_(device), kernel_(kernel), parameters_(parameters),
      launch_{{grid.x, grid.y, grid.z}, {block.x, block.y, block.z}, sharedBytes, 0, &kServices, this},
      timeLimit_(timeLimit) {}

Status Launch::run() {
  uint64_t blocks = grid().count(), threads = block().count();
  bool expectShort = blocks > 1 && kernel_.expectShort(blocks * threads);
  if (kernel_.isChecked())
    return runChecked();
  LiveMemory::get().noteUncheckedLaunch();
  auto runBlocks = [&] {
    ThreadPool::Outcome outcome = device_.pool().run(blocks, expectShort, &Launch::work, this);
    kernel_.learnCost(outcome.callerBlocks * threads, outcome.callerTime);
  };
  if (timeLimit_.count() > 0)
    runLimited(runBlocks);
  else
    runBlocks();
  if (printed_.load(std::memory_order_relaxed))
    device_.flushPrints();
  return failure_;
}

// The blocks one after the other, on the calling thread.
Status Launch::runChecked() {
  Checker &checker = Checker::get();
  checker.beginLaunch(launch_, *kernel_.record);
  ThreadPool alone(1);
  auto blocks = [&] { alone.run(grid().count(), false, &Launch::work, this); };
  if (timeLimit_.count() > 0)
    runLimited(blocks);
  else
    blocks();
  if (printed_.load(std::memory_order_relaxed))
    device_.flushPrints();
  if (std::string found = checker.endLaunch(); !found.empty())
    recordFailure(StatusCode::kernel_failed, found);
  return failure_;
}

void Launch::runLimited(const std::function<void()> &blocks) {
  try {
    watchdog_.emplace(timeLimit_, [this] {
      recordFailure(timeLimitFailure(*kernel_.record, grid(), block(), timeLimit_, "cpu"));
      stopped_.store(true);
    });
  } catch (const std::system_error &error) {
    return recordFailure(Status(StatusCode::device_error,
                                std::string("cannot start the thread of the time limit: ") + error.what(),
                                "cpu", error.code().value()));
  }
  blocks();
  watchdog_.reset();
}

void Launch::work(void *self, Chunks &chunks) {
  Launch &launch = *static_cast<Launch *>(self);
  hd_cpu_worker worker;
  if (!launch.reserveArenas(worker)) {
    chunks.stop();
    return;
  }
  prepareThreadForFaults();
  FloatEnvironment ieee;
  if (launch.watchdog_)
    launch.watchdog_->enter();
  launch.runChunks(worker, chunks);
  if (launch.watchdog_)
    launch.watchdog_->leave();
}

// No local of this frame changes between setting the landing and jumping to it, and none needs a
// destructor.
void Launch::runChunks(const hd_cpu_worker &worker, Chunks &chunks) {
  KernelScope scope;
  scope.stop = watchdog_ ? &stopped_ : nullptr;
  int reason = _setjmp(scope.landing);
  if (reason == 0) {
    setKernelScope(&scope);
    hd_cpu_kernel entry = kernel_.entry();
    uint64_t first, last;
    while (!stopped_.load(std::memory_order_relaxed) && chunks.next(first, last)) {
      scope.interruptible = 1;
      entry(&launch_, parameters_, first, last, &worker);
      scope.interruptible = 0;
    }
    setKernelScope(nullptr);
    return;
  }
  setKernelScope(nullptr);
  chunks.stop();
  if (reason == kFromSignal && scope.signal != kStopSignal)
    recordFault(scope);
}

bool Launch::reserveArenas(hd_cpu_worker &worker) {
  constexpr uint64_t kMask = HD_CPU_ARENA_ALIGNMENT - 1;
  uint64_t warps = hd_cpu_warp_bound(launch_.block, kernel_.vectorWidth());
  uint64_t shared =
      ((uint64_t{kernel_.record->staticSharedBytes} + kMask) & ~kMask) + launch_.dynamic_shared_bytes;
  uint64_t scratch = kernel_.scratchBytes() + kernel_.scratchBytesPerWarp() * warps;
  ThreadArenas &arenas = threadArenas();
  worker.shared = arenas.shared.reserve(shared);
  worker.scratch = arenas.scratch.reserve(scratch);
  if (worker.shared && worker.scratch)
    return true;
  recordFailure(StatusCode::out_of_memory, "no memory for " + std::to_string(shared) +
                                               " bytes of shared and " + std::to_string(scratch) +
                                               " bytes of private memory");
  return false;
}

// The scope stays set while the text is made: a `%s` of a wild pointer is the kernel's fault. It is lifted
// around the sink, which is not the kernel's.
void Launch::print(const hd_cpu_launch *launch, const char *format, const uint64_t *arguments,
                   uint32_t count) {
  KernelScope *scope = kernelScope();
  scope->interruptible = 0;
  std::string &buffer = printBuffer();
  buffer.clear();
  formatPrint(buffer, format, {arguments, count});
  setKernelScope(nullptr);
  Launch &self = of(launch);
  self.printed_.store(true, std::memory_order_relaxed);
  self.device_.print(buffer);
  setKernelScope(scope);
  scope->interruptible = 1;
}

void Launch::fail(const hd_cpu_launch *launch, const char *message, const hd_cpu_thread_id *where) {
  KernelScope *scope = kernelScope();
  scope->interruptible = 0;
  of(launch).recordAssertion(message, *where);
  setKernelScope(nullptr);
  _longjmp(scope->landing, kFromFail);
}

void Launch::recordAssertion(const char *message, const hd_cpu_thread_id &where) {
  recordFailure(StatusCode::kernel_failed, std::string(message) + " (block " + text(where.block) +
                                               ", thread " + text(where.thread) + ")");
}

void Launch::recordFault(const KernelScope &scope) {
  recordFailure(StatusCode::kernel_failed, describeFault(scope));
}

void Launch::recordFailure(StatusCode code, const std::string &what) {
  recordFailure(launchFailure(code, *kernel_.record, grid(), block(), what, "cpu"));
}

void Launch::recordFailure(Status failure) {
  std::lock_guard lock(failureMutex_);
  if (failure_)
    failure_ = std::move(failure);
}

} // namespace hd::drivers::cpu
