// One launch while it runs: what its blocks share, and how it fails.
#pragma once

#include "runtime/abi/cpu.h"
#include "runtime/drivers/cpu/fault_guard.h"
#include "runtime/drivers/cpu/thread_pool.h"
#include "runtime/drivers/cpu/watchdog.h"
#include "runtime/drivers/driver.h"

#include <mutex>
#include <optional>

namespace hd::drivers::cpu {

class Device;
class Kernel;

// Lives on the stack of the thread that launches. The launch ABI's services find it through
// hd_cpu_launch::host.
class Launch {
public:
  Launch(Device &device, const Kernel &kernel, Dim3 grid, Dim3 block, uint32_t sharedBytes,
         const void *parameters, std::chrono::nanoseconds timeLimit);

  // Runs all blocks; returns the first failure.
  Status run();

private:
  static void print(const hd_cpu_launch *launch, const char *format, const uint64_t *arguments,
                    uint32_t count);
  static void fail(const hd_cpu_launch *launch, const char *message, const hd_cpu_thread_id *where);
  static const hd_cpu_services kServices;
  static Launch &of(const hd_cpu_launch *launch) { return *static_cast<Launch *>(launch->host); }

  Status runChecked();
  static void work(void *self, Chunks &chunks);
  void runChunks(const hd_cpu_worker &worker, Chunks &chunks);
  bool reserveArenas(hd_cpu_worker &worker);
  void recordAssertion(const char *message, const hd_cpu_thread_id &where);
  void recordFault(const KernelScope &scope);
  void recordFailure(StatusCode code, const std::string &what);
  void recordFailure(Status failure);
  Dim3 grid() const { return {launch_.grid[0], launch_.grid[1], launch_.grid[2]}; }
  Dim3 block() const { return {launch_.block[0], launch_.block[1], launch_.block[2]}; }
  // Runs the blocks with a watchdog, which may not start.
  void runLimited(const std::function<void()> &blocks);

  Device &device_;
  const Kernel &kernel_;
  const void *parameters_;
  hd_cpu_launch launch_;
  const std::chrono::nanoseconds timeLimit_; // 0: none
  std::atomic<bool> stopped_{false};         // by the watchdog
  std::optional<Watchdog> watchdog_;
  std::atomic<bool> printed_{false};
  std::mutex failureMutex_;
  Status failure_; // the first; read after the blocks are done
};

} // namespace hd::drivers::cpu
