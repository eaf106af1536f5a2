#include "runtime/jit/compiler/jobs.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <thread>

namespace hd::jit {

std::optional<unsigned> jobsFor(const Request &request, std::string &problem) {
  if (request.jobs != 0)
    return std::min(request.jobs, kMostJobs);
  const char *text = std::getenv("HEDDLE_COMPILE_JOBS");
  if (!text || !*text)
    return std::clamp(std::thread::hardware_concurrency(), 1u, kMostJobs);
  std::string_view digits(text);
  unsigned jobs = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), jobs);
  if (error == std::errc() && end == digits.data() + digits.size() && jobs >= 1 && jobs <= kMostJobs)
    return jobs;
  problem = "HEDDLE_COMPILE_JOBS is `" + std::string(digits) + "`, expected a number from 1 to " +
            std::to_string(kMostJobs);
  return std::nullopt;
}

void PassPool::asyncEnqueue(Task task, llvm::ThreadPoolTaskGroup *group) {
  if (!group)
    return task();
  std::lock_guard lock(mutex_);
  waiting_[group].push_back(std::move(task));
}

void PassPool::wait(llvm::ThreadPoolTaskGroup &group) {
  std::vector<Task> tasks;
  {
    std::lock_guard lock(mutex_);
    auto found = waiting_.find(&group);
    if (found == waiting_.end())
      return;
    tasks = std::move(found->second);
    waiting_.erase(found);
  }
  workers_.forEach(tasks.size(), [&](size_t index) { tasks[index](); });
}

} // namespace hd::jit
