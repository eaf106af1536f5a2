// An in-order queue of commands with a thread of its own: what an explicit stream is on the cpu device.
#pragma once

#include "heddle/status.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace hd::drivers::cpu {

class Queue {
public:
  // kWork is dropped while the queue holds a failure; kSignal (events, callbacks) always happens.
  enum class Kind { kWork, kSignal };
  using Command = std::function<Status()>;

  Queue();
  // Waits for what was submitted, unless it is the queue's own thread that lets go of it.
  ~Queue();
  Queue(const Queue &) = delete;

  // The command's number.
  uint64_t submit(Kind kind, Command command);
  void waitFor(uint64_t number);
  bool isOwnThread() const { return thread_.get_id() == std::this_thread::get_id(); }
  uint64_t lastSubmitted();
  // The first failure since the last call, or ok; the queue works again after it.
  Status takeFailure();

private:
  // Shared with the thread, which may outlive the queue when it is what destroys it.
  struct State {
    std::mutex mutex;
    std::condition_variable submitted, finished;
    std::deque<std::pair<Kind, Command>> commands;
    uint64_t submittedCount = 0, finishedCount = 0;
    Status failure;
    bool closing = false;
  };
  static void run(const std::shared_ptr<State> &state);

  std::shared_ptr<State> state_;
  std::thread thread_;
};

} // namespace hd::drivers::cpu
