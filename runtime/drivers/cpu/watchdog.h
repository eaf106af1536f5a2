// The time limit of a launch: a thread that waits for its end, and pulls the threads that run its blocks out
// of the kernel when the limit has passed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

namespace hd::drivers::cpu {

class Watchdog {
public:
  // `onLimit` is called once, on the watchdog's thread, when the limit passes before the watchdog is
  // destroyed.
  Watchdog(std::chrono::nanoseconds limit, std::function<void()> onLimit);
  // When no thread runs blocks any more.
  ~Watchdog();
  Watchdog(const Watchdog &) = delete;

  // Around a thread's work on the launch. After the limit it gets the signal of fault_guard.h again and again
  // until it leaves.
  void enter();
  void leave();

private:
  void watch();
  void signalAll();

  const std::chrono::nanoseconds limit_;
  const std::function<void()> onLimit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::vector<pthread_t> threads_; // inside, not to be signalled once they have left
  std::thread thread_;
};

} // namespace hd::drivers::cpu
