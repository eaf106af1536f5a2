#include "runtime/drivers/cpu/watchdog.h"

#include "runtime/drivers/cpu/fault_guard.h"

#include <algorithm>

namespace hd::drivers::cpu {
namespace {

// A thread that prints at the moment of the signal ignores it and gets the next.
constexpr std::chrono::milliseconds kRepeat{1};
constexpr std::chrono::hours kLongest{24 * 365}; // longer ones would overflow the clock

} // namespace

Watchdog::Watchdog(std::chrono::nanoseconds limit, std::function<void()> onLimit)
    : limit_(std::min<std::chrono::nanoseconds>(limit, kLongest)), onLimit_(std::move(onLimit)) {
  installStopHandler();
  thread_ = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
  {
    std::lock_guard lock(mutex_);
    done_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void Watchdog::enter() {
  std::lock_guard lock(mutex_);
  threads_.push_back(pthread_self());
}

void Watchdog::leave() {
  std::lock_guard lock(mutex_);
  std::erase_if(threads_, [](pthread_t thread) { return pthread_equal(thread, pthread_self()); });
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, limit_, [&] { return done_; }))
    return;
  lock.unlock();
  onLimit_();
  lock.lock();
  do
    signalAll();
  while (!changed_.wait_for(lock, kRepeat, [&] { return done_; }));
}

void Watchdog::signalAll() {
  for (pthread_t thread : threads_)
    pthread_kill(thread, kStopSignal);
}

} // namespace hd::drivers::cpu
