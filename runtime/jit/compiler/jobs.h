// How many threads compile, and MLIR's passes among them.
#pragma once

#include "backends/workers.h"
#include "runtime/jit/request.h"

#include "llvm/Support/ThreadPool.h"

#include <optional>
#include <string>

namespace hd::jit {

// What the request says, else HEDDLE_COMPILE_JOBS, else the number of processors; or what is wrong.
std::optional<unsigned> jobsFor(const Request &request, std::string &problem);

// What MLIR wants of threads, by the compilation's own: a group of tasks is done while someone waits for it.
// MLIR knows groups only.
class PassPool : public llvm::ThreadPoolInterface {
public:
  PassPool(backends::Workers &workers, unsigned jobs) : workers_(workers), jobs_(jobs) {}
  ~PassPool() override = default;

  void wait() override {}
  void wait(llvm::ThreadPoolTaskGroup &group) override;
  unsigned getMaxConcurrency() const override { return jobs_; }

private:
  using Task = std::function<void()>;
  void asyncEnqueue(Task task, llvm::ThreadPoolTaskGroup *group) override;

  backends::Workers &workers_;
  const unsigned jobs_;
  std::mutex mutex_;
  llvm::DenseMap<llvm::ThreadPoolTaskGroup *, std::vector<Task>> waiting_;
};

} // namespace hd::jit
