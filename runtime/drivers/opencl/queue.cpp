#include "runtime/drivers/opencl/queue.h"

#include "runtime/drivers/failure.h"
#include "runtime/drivers/host_callback.h"
#include "runtime/drivers/messages.h"
#include "runtime/drivers/opencl/device.h"
#include "runtime/drivers/opencl/program.h"

#include <algorithm>

namespace hd::drivers::opencl {

static void waitFor(const EventRef &event) {
  cl_event handle = event.get();
  if (handle) // a failed command is reported by reap, which sees its state
    cl().clWaitForEvents(1, &handle);
}

static bool mayReport(const Command &command) {
  return command.launch && command.launch->code->image.usesMessages;
}

Result<std::shared_ptr<Queue>> Queue::create(Device &device) {
  Result<cl_command_queue> handle = device.context().createQueue();
  if (!handle)
    return handle.status();
  return std::make_shared<Queue>(device, *handle);
}

Queue::~Queue() { cl().clReleaseCommandQueue(handle_); }

Status Queue::submit(Kind kind, Command command, const Enqueue &enqueue, EventRef *done) {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  Lock lock(device_.submission);
  if (kind == Kind::kSignal) {
    reap(lock);
  } else {
    settle(lock);
    if (!failure_)
      return {};
  }
  std::vector<EventRef> before = device_.ordering(*this);
  std::vector<cl_event> waits;
  for (const EventRef &event : before)
    waits.push_back(event.get());
  cl_event event = nullptr;
  if (Status status = enqueue(handle_, waits, &event); !status)
    return status;
  command.done = last_ = EventRef(event);
  inFlight_.push_back(std::move(command));
  if (done)
    *done = last_;
  return check(cl().clFlush(handle_), "cannot submit to the device");
}

void Queue::settle(Lock &lock) {
  while (true) {
    reap(lock);
    auto found = std::find_if(inFlight_.rbegin(), inFlight_.rend(), mayReport);
    if (found == inFlight_.rend())
      return;
    EventRef event = found->done;
    lock.unlock();
    waitFor(event);
    lock.lock();
  }
}

void Queue::reap() {
  Lock lock(device_.submission);
  reap(lock);
}

void Queue::reap(Lock &lock) {
  device_.reaped.wait(lock, [&] { return !reaping_; });
  if (inFlight_.empty())
    return;
  reaping_ = true;
  std::vector<Command> finished;
  while (!inFlight_.empty() && inFlight_.front().done.done()) {
    const Command &command = inFlight_.front(); // stays where it is: others only append
    Status failure;
    if (command.launch) {
      lock.unlock();
      failure = outcome(command);
      lock.lock();
    }
    if (failure_)
      failure_ = failure;
    finished.push_back(std::move(inFlight_.front()));
    inFlight_.pop_front();
  }
  reaping_ = false;
  device_.reaped.notify_all();
  if (finished.empty())
    return;
  lock.unlock();
  finished.clear();
  lock.lock();
}

Status Queue::outcome(const Command &command) {
  const LaunchInfo &launch = *command.launch;
  cl_int state = command.done.state();
  if (state < 0)
    return launchFailure(StatusCode::kernel_failed, launch.code->record, launch.grid, launch.block,
                         nameOfError(state), "opencl", state);
  return mayReport(command) ? readMessages(launch) : Status();
}

Status Queue::readMessages(const LaunchInfo &launch) {
  std::shared_ptr<Allocation> buffer = messages_;
  std::vector<uint32_t> words(HD_MESSAGE_HEADER_WORDS);
  if (Status status = device_.readNow(words.data(), *buffer, words.size() * sizeof(uint32_t)); !status)
    return status;
  hd_message_buffer header;
  std::memcpy(&header, words.data(), sizeof(header));
  if (!hasMessages(header))
    return {};
  words.resize(header.failed ? kMessageBufferWords : usedMessageWords(header));
  if (Status status = device_.readNow(words.data(), *buffer, words.size() * sizeof(uint32_t)); !status)
    return status;
  return reportMessages(words, launch.program->messages, {launch.code->record, launch.grid, launch.block},
                        "opencl", [this](std::string_view text) { device_.print(text); });
}

void Queue::finish() {
  Lock lock(device_.submission);
  EventRef last = last_;
  lock.unlock();
  waitFor(last);
  lock.lock();
  reap(lock);
}

Status Queue::takeFailure() {
  std::lock_guard lock(device_.submission);
  return std::exchange(failure_, Status());
}

bool Queue::idle() {
  std::lock_guard lock(device_.submission);
  return inFlight_.empty() && !reaping_;
}

EventRef Queue::pending() {
  if (last_.done())
    last_ = {};
  return last_;
}

Result<std::shared_ptr<Allocation>> Queue::messages() {
  if (!messages_) {
    Result<std::shared_ptr<Allocation>> made =
        device_.context().allocate(uint64_t{kMessageBufferWords} * sizeof(uint32_t));
    if (!made)
      return made.status();
    messages_ = std::move(*made);
  }
  return messages_;
}

} // namespace hd::drivers::opencl
