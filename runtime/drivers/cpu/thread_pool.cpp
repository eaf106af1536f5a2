#include "runtime/drivers/cpu/thread_pool.h"

#include "runtime/drivers/cpu/futex.h"

#include <algorithm>

namespace hd::drivers::cpu {
namespace {

constexpr std::chrono::nanoseconds kSpin{1500};
// Waking a worker costs 1 to 3 us; a job that the caller finishes within this time is better off alone.
constexpr std::chrono::nanoseconds kWorthWaking{8000};
constexpr uint64_t kMaxChunk = 64;

// Spins until `done` holds or the time is over.
template <class F> bool spinUntil(F done) {
  auto end = ThreadPool::Clock::now() + kSpin;
  do {
    for (int i = 0; i < 16; ++i) {
      if (done())
        return true;
      spinPause();
    }
  } while (ThreadPool::Clock::now() < end);
  return false;
}

} // namespace

struct Chunks::Job {
  ThreadPool::Work work;
  void *context;
  uint64_t total;
  uint64_t chunk;
  uint64_t threads;
  ThreadPool::Clock::time_point start;
  bool published = false; // only the caller looks
  Job *nextJob = nullptr; // in the pool's list
  alignas(64) std::atomic<uint64_t> next{0};
  std::atomic<bool> stopped{false};
  alignas(64) std::atomic<uint32_t> helpers{0}; // workers inside; rises only while the job is in the list

  bool hasWork() const {
    return next.load(std::memory_order_relaxed) < total && !stopped.load(std::memory_order_relaxed);
  }
};

bool Chunks::next(uint64_t &first, uint64_t &last) {
  uint64_t seen = job_.next.load(std::memory_order_relaxed);
  if (seen >= job_.total || job_.stopped.load(std::memory_order_relaxed))
    return false;
  if (caller_ && taken_ != 0 && ThreadPool::Clock::now() - job_.start > kWorthWaking) {
    caller_->publish(job_);
    caller_ = nullptr;
  }
  // Guided near the end, so that the last chunks finish together; all at once where nobody else is.
  uint64_t guided = (job_.total - seen) / (2 * job_.threads);
  uint64_t size = job_.threads == 1 ? job_.total : std::clamp<uint64_t>(guided, 1, job_.chunk);
  first = job_.next.fetch_add(size, std::memory_order_relaxed);
  if (first >= job_.total)
    return false;
  last = std::min(first + size, job_.total);
  taken_ += last - first;
  return true;
}

void Chunks::stop() { job_.stopped.store(true, std::memory_order_relaxed); }

ThreadPool::~ThreadPool() {
  closing_.store(true);
  epoch_.fetch_add(1);
  futexWake(epoch_);
  for (std::thread &worker : workers_)
    worker.join();
}

ThreadPool::Outcome ThreadPool::run(uint64_t total, bool expectShort, Work work, void *context) {
  uint64_t chunk = std::clamp<uint64_t>(total / (8 * uint64_t{threads_}), 1, kMaxChunk);
  Chunks::Job job{work, context, total, chunk, threads_, Clock::now()};
  bool mayShare = total > 1 && threads_ > 1;
  if (mayShare && !expectShort)
    publish(job);
  Chunks chunks(job, mayShare && expectShort ? this : nullptr);
  work(context, chunks);
  Outcome outcome{chunks.taken_, Clock::now() - job.start};
  if (job.published)
    retire(job);
  return outcome;
}

void ThreadPool::publish(Chunks::Job &job) {
  job.published = true;
  {
    std::lock_guard lock(mutex_);
    if (workers_.empty())
      startWorkers();
    job.nextJob = jobs_;
    jobs_ = &job;
  }
  epoch_.fetch_add(1);
  if (uint32_t sleeping = sleeping_.load())
    futexWake(epoch_, static_cast<int>(std::min<uint64_t>(sleeping, job.total - 1)));
}

void ThreadPool::retire(Chunks::Job &job) {
  {
    std::lock_guard lock(mutex_);
    Chunks::Job **link = &jobs_;
    while (*link != &job)
      link = &(*link)->nextJob;
    *link = job.nextJob;
  }
  auto alone = [&] { return job.helpers.load(std::memory_order_acquire) == 0; };
  if (alone() || spinUntil(alone))
    return;
  while (uint32_t inside = job.helpers.load(std::memory_order_acquire))
    futexWait(job.helpers, inside);
}

Chunks::Job *ThreadPool::claim() {
  std::lock_guard lock(mutex_);
  for (Chunks::Job *job = jobs_; job; job = job->nextJob)
    if (job->hasWork()) {
      job->helpers.fetch_add(1, std::memory_order_relaxed);
      return job;
    }
  return nullptr;
}

void ThreadPool::workerLoop() {
  while (!closing_.load()) {
    uint32_t seen = epoch_.load();
    if (Chunks::Job *job = claim()) {
      Chunks chunks(*job, nullptr);
      job->work(job->context, chunks);
      if (job->helpers.fetch_sub(1, std::memory_order_acq_rel) == 1)
        futexWake(job->helpers);
      continue;
    }
    if (spinUntil([&] { return epoch_.load() != seen; }))
      continue;
    sleeping_.fetch_add(1);
    futexWait(epoch_, seen);
    sleeping_.fetch_sub(1);
  }
}

// A thread that cannot be started only makes launches slower; the caller can do all the work.
void ThreadPool::startWorkers() {
  try {
    while (workers_.size() + 1 < threads_)
      workers_.emplace_back([this] { workerLoop(); });
  } catch (const std::exception &) {
  }
}

} // namespace hd::drivers::cpu
