// The ordered work of one stream. Commands are queued; a thread of the worker's own records them into batches
// and submits them, so that a stream can wait on the host too: for a kernel that may fail (what is behind it
// must be dropped then), for copies through the host, and for callbacks. Commands that need none of that run
// on without the host.
//
// Commands are numbered from 1. A command is flushed when it is submitted, or done on the host; it is
// completed when the device is done with it as well. Each batch moves the timeline semaphore on by 1.
#pragma once

#include "runtime/drivers/vulkan/batch.h"

#include <chrono>
#include <condition_variable>
#include <optional>
#include <thread>

namespace hd::drivers::vulkan {

class Worker : public std::enable_shared_from_this<Worker> {
public:
  // kWork is dropped while the stream holds a failure; kSignal (events, callbacks) always happens.
  enum class Kind { kWork, kSignal };
  using Command = std::function<Status(Worker &)>;
  using Deadline = std::optional<std::chrono::steady_clock::time_point>; // none: for ever

  static Result<std::shared_ptr<Worker>> create(std::shared_ptr<Context> context);
  ~Worker();
  // To be called once by whoever created it: ends the thread after what was submitted, unless that is the
  // thread that calls.
  void close();

  // The command's number.
  uint64_t submit(Kind kind, Command command);
  uint64_t lastSubmitted();
  // False if the deadline came first.
  bool waitFor(uint64_t number, Deadline deadline = {});
  bool isDone(uint64_t number);
  // The first failure since the last call, or ok; the stream works again after it, unless the device is lost.
  Status takeFailure();

  // The rest is for commands, on the worker's thread.

  // The open batch, with room for an upload of that size; a new command of it has begun.
  Result<Batch *> beginCommand(uint64_t uploadBytes = 0);
  // Submits what is recorded and returns the timeline's value for it.
  Result<uint64_t> flush();
  // Waits on the host until the timeline reaches the value.
  Status waitForValue(uint64_t value);
  // Flushes and waits until the device has done everything.
  Status drain();
  // Later commands start after that command of another stream.
  Status follow(const std::shared_ptr<Worker> &other, uint64_t number);
  // One of two buffers of kStagingBytes for copies through the host; the device is done with it.
  static constexpr uint64_t kStagingBytes = 4 << 20;
  Result<Allocation *> staging(size_t which);
  // To be called after the flush that uses it.
  void useStaging(size_t which, uint64_t value) { staging_[which].busyUntil = value; }
  // The stream's message buffer, zeroed when it is made.
  Result<Allocation *> messages();
  // A word that kernels set when their loops are cut; 0 when it is made.
  Result<Allocation *> cutLoops();

  const std::shared_ptr<Context> context;

private:
  struct InFlight {
    uint64_t value = 0, lastCommand = 0;
    std::unique_ptr<Batch> batch;
  };
  struct Staging {
    Allocation memory;
    uint64_t busyUntil = 0;
  };

  explicit Worker(std::shared_ptr<Context> context)
      : context(std::move(context)), queue_(this->context->nextQueue()) {}
  void run();
  void wake();
  void runCommand(Kind kind, Command command);
  Result<Batch *> openBatch(uint64_t uploadBytes);
  Status limitInFlight();
  void settle();
  void retire();
  void dropDone(uint64_t reached);
  std::string running();
  void recordFailure(Status status);
  // The timeline's value that completes the command; none if it is completed already.
  std::optional<uint64_t> valueOf(uint64_t number) const;

  Queue &queue_;
  Timeline timeline_; // the value: of the worker's thread
  std::thread thread_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<Kind, Command>> commands_;
  uint64_t submitted_ = 0, processed_ = 0, flushed_ = 0, completed_ = 0;
  std::deque<InFlight> inFlight_;
  std::vector<std::unique_ptr<Batch>> idle_;
  Status failure_;
  bool closing_ = false, parked_ = false; // parked: the thread waits for a command

  // Of the worker's thread.
  std::unique_ptr<Batch> open_;
  Staging staging_[2];
  Allocation messages_, cutLoops_;
};

} // namespace hd::drivers::vulkan
