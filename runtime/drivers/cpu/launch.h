// One launch while it runs: what its blocks share, and how it fails.
#pragma once

#include "runtime/abi/cpu.h"
#include "runtime/drivers/cpu/fault_guard.h"
#include "runtime/drivers/cpu/thread_pool.h"
#include "runtime/drivers/driver.h"

#include <mutex>

namespace hd::drivers::cpu {

class Device;
class Kernel;

// Lives on the stack of the thread that launches. The launch ABI's services find it through
// hd_cpu_launch::host.
class Launch {
public:
  Launch(Device &device, const Kernel &kernel, Dim3 grid, Dim3 block, uint32_t sharedBytes,
         const void *parameters);

  // Runs all blocks; returns the first failure.
  Status run();

private:
  static void print(const hd_cpu_launch *launch, const char *format, const uint64_t *arguments,
                    uint32_t count);
  static void fail(const hd_cpu_launch *launch, const char *message, const hd_cpu_thread_id *where);
  static const hd_cpu_services kServices;
  static Launch &of(const hd_cpu_launch *launch) { return *static_cast<Launch *>(launch->host); }

  static void work(void *self, Chunks &chunks);
  void runChunks(const hd_cpu_worker &worker, Chunks &chunks);
  bool reserveArenas(hd_cpu_worker &worker);
  void recordAssertion(const char *message, const hd_cpu_thread_id &where);
  void recordFault(const KernelScope &scope);
  void recordFailure(StatusCode code, const std::string &what);

  Device &device_;
  const Kernel &kernel_;
  const void *parameters_;
  hd_cpu_launch launch_;
  std::atomic<bool> printed_{false};
  std::mutex failureMutex_;
  Status failure_; // the first; read after the blocks are done
};

} // namespace hd::drivers::cpu
