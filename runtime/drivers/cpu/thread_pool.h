// Runs ranges of blocks on persistent threads; the caller takes part.
//
// A job lives on its caller's stack. Workers find it in a list under a mutex, count themselves in, and
// take chunks from its one shared counter; the caller unlinks the job and waits until the last of them has
// counted itself out. Idle workers spin for less than 2 us and then sleep on a futex. Several threads may
// run jobs at once.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace hd::drivers::cpu {

class ThreadPool;

// One job's blocks, seen by one of the threads that work on it.
class Chunks {
public:
  // The next chunk [first, last), or false when there is no more or stop() was called.
  bool next(uint64_t &first, uint64_t &last);
  // No thread gets another chunk of this job.
  void stop();
  uint64_t taken() const { return taken_; }

private:
  friend class ThreadPool;
  struct Job;
  Chunks(Job &job, ThreadPool *caller) : job_(job), caller_(caller) {}
  Job &job_;
  ThreadPool *caller_; // set only for the job's caller, until the workers are called in
  uint64_t taken_ = 0;
};

class ThreadPool {
public:
  using Clock = std::chrono::steady_clock;
  // Called once per thread that takes part; must come back when the chunks are used up.
  using Work = void (*)(void *context, Chunks &chunks);

  // `threads` counts the caller: 1 makes no worker at all. Workers start with the first job that wants
  // them.
  explicit ThreadPool(unsigned threads) : threads_(threads == 0 ? 1 : threads) {}
  ThreadPool(const ThreadPool &) = delete;
  ~ThreadPool();

  unsigned threads() const { return threads_; }

  struct Outcome {
    uint64_t callerBlocks;
    std::chrono::nanoseconds callerTime;
  };
  // Returns when all blocks in [0, total) have run (or the job was stopped). `expectShort`: start on the
  // caller alone, and call in the workers only if it takes longer than waking them is worth.
  Outcome run(uint64_t total, bool expectShort, Work work, void *context);

private:
  friend class Chunks;
  void publish(Chunks::Job &job);
  void retire(Chunks::Job &job);
  Chunks::Job *claim();
  void workerLoop();
  void startWorkers();

  const unsigned threads_;
  std::mutex mutex_; // guards jobs_, workers_ and a job's being in the list
  Chunks::Job *jobs_ = nullptr;
  std::vector<std::thread> workers_;
  std::atomic<uint32_t> epoch_{0}; // changes when there is something new to look for
  std::atomic<uint32_t> sleeping_{0};
  std::atomic<bool> closing_{false};
};

} // namespace hd::drivers::cpu
