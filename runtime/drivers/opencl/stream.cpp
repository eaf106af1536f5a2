#include "runtime/drivers/opencl/stream.h"

#include "runtime/drivers/opencl/device.h"
#include "runtime/drivers/opencl/event.h"
#include "runtime/drivers/opencl/launch.h"
#include "runtime/drivers/opencl/memory.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hd::drivers::opencl {
namespace {

using Kind = Queue::Kind;

Memory &of(drivers::Memory &memory) { return static_cast<Memory &>(memory); }

Command keeping(std::vector<std::shared_ptr<const void>> objects) {
  Command command;
  command.keepAlive = std::move(objects);
  return command;
}

// What an OpenCL callback carries to the callback thread.
struct PendingCallback {
  std::shared_ptr<CallbackThread::State> thread;
  std::function<void()> function;
  EventRef finished;                       // a user event: the queue goes on when it is complete
  std::shared_ptr<drivers::Device> device; // lives until the function has returned
};

void CL_CALLBACK deliver(cl_event, cl_int, void *data) {
  std::shared_ptr<PendingCallback> pending(static_cast<PendingCallback *>(data));
  CallbackThread::post(pending->thread, [pending] {
    runCallback(pending->function);
    cl().clSetUserEventStatus(pending->finished.get(), CL_COMPLETE);
  });
}

} // namespace

Stream::Stream(Device &device, Ownership ownership, std::shared_ptr<Queue> queue)
    : drivers::Stream(device, ownership), isDefault_(ownership == kPartOfDevice), queue_(std::move(queue)) {}

Stream::~Stream() {
  if (isDefault_)
    return; // the device has waited
  if (insideCallback()) {
    queue_->abandoned = true;
    return;
  }
  queue_->finish();
  owner().removeQueue(queue_);
}

Device &Stream::owner() const { return static_cast<Device &>(*device); }

Status Stream::launch(const LaunchCommand &command) { return submitLaunch(owner(), *queue_, command); }

Status Stream::copyFromHostAsync(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  Allocation &memory = *of(to).allocation;
  return queue_->submit(
      Kind::kWork, keeping({of(to).allocation}), [&](cl_command_queue queue, WaitList waits, cl_event *done) {
        return owner().context().write(queue, memory, of(to).base + offset, from, size, waits, done);
      });
}

Status Stream::copyToHostAsync(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  Allocation &memory = *of(from).allocation;
  return queue_->submit(Kind::kWork, keeping({of(from).allocation}),
                        [&](cl_command_queue queue, WaitList waits, cl_event *done) {
                          return owner().context().read(queue, to, memory, of(from).base + offset, size,
                                                        waits, done);
                        });
}

Status Stream::copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  if (Status status = copyFromHostAsync(to, offset, from, size); !status)
    return status;
  return synchronize();
}

Status Stream::copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  if (Status status = copyToHostAsync(to, from, offset, size); !status)
    return status;
  return synchronize();
}

Status Stream::copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                    uint64_t size) {
  Context &context = owner().context();
  std::shared_ptr<Allocation> target = of(to).allocation, source = of(from).allocation;
  uint64_t toAt = of(to).base + toOffset, fromAt = of(from).base + fromOffset;
  bool overlaps = target == source && toAt < fromAt + size && fromAt < toAt + size;
  if (!overlaps)
    return queue_->submit(Kind::kWork, keeping({target, source}),
                          [&](cl_command_queue queue, WaitList waits, cl_event *done) {
                            return context.copy(queue, *target, toAt, *source, fromAt, size, waits, done);
                          });
  Result<std::shared_ptr<Allocation>> between = context.allocate(size);
  if (!between)
    return between.status();
  return queue_->submit(
      Kind::kWork, keeping({target, *between}), [&](cl_command_queue queue, WaitList waits, cl_event *done) {
        if (Status status = context.copy(queue, **between, 0, *source, fromAt, size, waits, nullptr); !status)
          return status;
        return context.copy(queue, *target, toAt, **between, 0, size, {}, done);
      });
}

Status Stream::fill(drivers::Memory &to, uint64_t offset, uint64_t size, std::span<const std::byte> pattern) {
  std::shared_ptr<Allocation> memory = of(to).allocation;
  uint64_t at = of(to).base + offset;
  if (!std::has_single_bit(pattern.size()) || at % pattern.size() != 0)
    return fillRepeating(keeping({memory}), *memory, at, size, pattern);
  return queue_->submit(
      Kind::kWork, keeping({memory}), [&](cl_command_queue queue, WaitList waits, cl_event *done) {
        return owner().context().fill(queue, *memory, at, size, pattern.data(), pattern.size(), waits, done);
      });
}

// For patterns that OpenCL does not take: some repetitions from the host, then what is there is doubled.
Status Stream::fillRepeating(Command command, Allocation &to, uint64_t offset, uint64_t size,
                             std::span<const std::byte> pattern) {
  constexpr uint64_t kFromHost = 4096;
  auto start = std::make_shared<std::vector<std::byte>>(std::min(size, kFromHost * pattern.size()));
  for (size_t i = 0; i < start->size(); ++i)
    (*start)[i] = pattern[i % pattern.size()];
  command.keepAlive.push_back(start);
  Context &context = owner().context();
  return queue_->submit(
      Kind::kWork, std::move(command), [&](cl_command_queue queue, WaitList waits, cl_event *done) {
        uint64_t filled = start->size();
        Status status =
            context.write(queue, to, offset, start->data(), filled, waits, filled == size ? done : nullptr);
        while (status && filled < size) {
          uint64_t count = std::min(filled, size - filled);
          status = context.copy(queue, to, offset + filled, to, offset, count, {},
                                filled + count == size ? done : nullptr);
          filled += count;
        }
        return status;
      });
}

Status Stream::record(const std::shared_ptr<drivers::Event> &event) {
  EventRef recording;
  Status status = queue_->submit(
      Kind::kSignal, {},
      [](cl_command_queue queue, WaitList waits, cl_event *done) {
        // A marker with a wait list waits for the list alone: the barrier is for all that came before.
        if (!waits.empty())
          if (Status status = check(cl().clEnqueueBarrierWithWaitList(
                                        queue, static_cast<cl_uint>(waits.size()), waits.data(), nullptr),
                                    "cannot order the streams");
              !status)
            return status;
        return check(cl().clEnqueueMarkerWithWaitList(queue, 0, nullptr, done), "cannot record an event");
      },
      &recording);
  if (status)
    static_cast<Event &>(*event).recordAs(std::move(recording));
  return status;
}

Status Stream::wait(const std::shared_ptr<drivers::Event> &event) {
  EventRef recording = static_cast<Event &>(*event).latest();
  if (!recording || recording.done())
    return refuseInsideCallback();
  return queue_->submit(Kind::kSignal, {}, [&](cl_command_queue queue, WaitList waits, cl_event *done) {
    std::vector<cl_event> all(waits.begin(), waits.end());
    all.push_back(recording.get());
    return check(cl().clEnqueueBarrierWithWaitList(queue, static_cast<cl_uint>(all.size()), all.data(), done),
                 "cannot wait for an event");
  });
}

Status Stream::addCallback(std::function<void()> function) {
  cl_int code = CL_SUCCESS;
  EventRef finished(cl().clCreateUserEvent(owner().context().handle(), &code));
  if (Status status = check(code, "cannot add a callback"); !status)
    return status;
  auto pending = std::make_unique<PendingCallback>(
      PendingCallback{owner().callbacks(), std::move(function), finished, owner().shared_from_this()});
  return queue_->submit(Kind::kSignal, {}, [&](cl_command_queue queue, WaitList waits, cl_event *done) {
    if (!waits.empty())
      if (Status status = check(cl().clEnqueueBarrierWithWaitList(queue, static_cast<cl_uint>(waits.size()),
                                                                  waits.data(), nullptr),
                                "cannot order the streams");
          !status)
        return status;
    cl_event marker = nullptr;
    cl_int code = cl().clEnqueueMarkerWithWaitList(queue, 0, nullptr, &marker);
    EventRef reached(marker);
    if (code == CL_SUCCESS)
      code = cl().clSetEventCallback(marker, CL_COMPLETE, deliver, pending.get());
    if (code == CL_SUCCESS)
      pending.release(); // deliver owns it
    cl_event gate = finished.get();
    if (code == CL_SUCCESS)
      code = cl().clEnqueueBarrierWithWaitList(queue, 1, &gate, done);
    return check(code, "cannot add a callback");
  });
}

Status Stream::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  queue_->finish();
  return queue_->takeFailure();
}

} // namespace hd::drivers::opencl
