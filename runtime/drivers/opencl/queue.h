// One in-order OpenCL queue and what its commands need until they are done: the vendor's side of a stream.
//
// Commands go to the OpenCL queue in the call that submits them. What a kernel reports is read when it is
// done, and the work behind it must be dropped if it has failed: so a launch that may report (asserts, traps,
// printf) is waited for before the next work of the same queue is submitted; all else is asynchronous.
#pragma once

#include "heddle/launch.h"
#include "runtime/drivers/opencl/context.h"

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace hd::drivers::opencl {

class Device;
class Program;
struct KernelCode;

// What to say about a launch when it has failed.
struct LaunchInfo {
  std::shared_ptr<const Program> program;
  const KernelCode *code = nullptr;
  Dim3 grid, block;
};

// A submitted command. It holds no driver objects: those would keep the device alive.
struct Command {
  std::vector<std::shared_ptr<const void>> keepAlive; // until it is done
  std::optional<LaunchInfo> launch;
  EventRef done;
};

class Queue {
public:
  // kWork is dropped while the queue holds a failure; kSignal (events, callbacks) always happens.
  enum class Kind { kWork, kSignal };
  // Enqueues one or more commands, the first behind `waits`; `done` gets the event of the last.
  using Enqueue = std::function<Status(cl_command_queue queue, WaitList waits, cl_event *done)>;

  static Result<std::shared_ptr<Queue>> create(Device &device);
  Queue(Device &device, cl_command_queue handle) : device_(device), handle_(handle) {}
  Queue(const Queue &) = delete;
  ~Queue();

  // `done` gets the event to wait for; it stays empty for work that is dropped.
  Status submit(Kind kind, Command command, const Enqueue &enqueue, EventRef *done = nullptr);
  // Takes note of commands that are done: prints, failures, memory to let go of.
  void reap();
  // Waits for everything that was submitted so far, then reaps.
  void finish();
  // The first failure since the last call, or ok; the queue works again after it.
  Status takeFailure();
  bool idle();
  // The last command's, empty if it is known to be done. The device's submission lock is held.
  EventRef pending();

  // The message buffer of this queue's launches, made with the first call.
  Result<std::shared_ptr<Allocation>> messages();

  // Its stream is gone but could not wait; the device forgets the queue when it is idle.
  std::atomic<bool> abandoned = false;

private:
  using Lock = std::unique_lock<std::mutex>;
  void reap(Lock &lock);
  void settle(Lock &lock);
  Status outcome(const Command &command);
  Status readMessages(const LaunchInfo &launch);

  Device &device_;
  const cl_command_queue handle_;
  // All of these under the device's submission lock.
  std::deque<Command> inFlight_;
  bool reaping_ = false;
  EventRef last_;
  Status failure_;
  std::shared_ptr<Allocation> messages_;
};

} // namespace hd::drivers::opencl
