#include "runtime/drivers/cpu/stream.h"

#include "runtime/drivers/cpu/check/live_memory.h"
#include "runtime/drivers/cpu/device.h"
#include "runtime/drivers/cpu/event.h"
#include "runtime/drivers/cpu/module.h"

#include <array>
#include <cstring>

namespace hd::drivers::cpu {
namespace {

thread_local bool insideCallback = false;

std::byte *at(drivers::Memory &memory, uint64_t offset) {
  return reinterpret_cast<std::byte *>(memory.address + offset);
}

// The same, of memory that is about to be written.
std::byte *target(drivers::Memory &memory, uint64_t offset, uint64_t size) {
  LiveMemory::get().noteWritten(memory.address + offset, size);
  return at(memory, offset);
}

void fillPattern(std::byte *to, uint64_t size, const std::byte *pattern, uint64_t patternSize) {
  if (patternSize == 1) {
    std::memset(to, std::to_integer<int>(*pattern), size);
    return;
  }
  // Doubles what is filled already.
  uint64_t filled = std::min(size, patternSize);
  std::memcpy(to, pattern, filled);
  while (filled < size) {
    uint64_t count = std::min(filled, size - filled);
    std::memcpy(to + filled, to, count);
    filled += count;
  }
}

void callBack(const std::function<void()> &function) {
  insideCallback = true;
  try {
    function();
  } catch (...) { // a callback has nobody to throw to
  }
  insideCallback = false;
}

// What a queued launch keeps of its command: code, parameters and the memory that they point to.
struct QueuedLaunch {
  std::shared_ptr<drivers::Module> module;
  const Kernel &kernel;
  Dim3 grid, block;
  uint32_t sharedBytes;
  std::chrono::nanoseconds timeLimit;
  std::vector<std::byte> parameters;
  std::vector<std::shared_ptr<drivers::Memory>> memory;

  explicit QueuedLaunch(const LaunchCommand &command)
      : module(command.module), kernel(static_cast<const Kernel &>(command.kernel)), grid(command.grid),
        block(command.block), sharedBytes(command.sharedBytes), timeLimit(command.timeLimit),
        parameters(command.parameters.begin(), command.parameters.end()) {
    for (const ArgumentValue &argument : command.arguments)
      if (argument.memory())
        memory.push_back(argument.memory()->keepAlive());
  }
};

} // namespace

Status refuseInsideCallback() {
  if (!insideCallback)
    return {};
  return {StatusCode::invalid_argument, "a host callback may not call into the device", "stream"};
}

Stream::Stream(Device &device, Ownership ownership) : drivers::Stream(device, ownership) {}

Device &Stream::cpuDevice() const { return static_cast<Device &>(*device); }

Status Stream::copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  return runBlocking([&to, offset, from, size] {
    std::memcpy(target(to, offset, size), from, size);
    return Status();
  });
}

Status Stream::copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  return runBlocking([to, &from, offset, size] {
    std::memcpy(to, at(from, offset), size);
    return Status();
  });
}

Status Stream::copyFromHostAsync(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  return runInOrder([to = to.keepAlive(), offset, from, size] {
    std::memcpy(target(*to, offset, size), from, size);
    return Status();
  });
}

Status Stream::copyToHostAsync(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  return runInOrder([to, from = from.keepAlive(), offset, size] {
    std::memcpy(to, at(*from, offset), size);
    return Status();
  });
}

Status DefaultStream::runInOrder(Queue::Command work) {
  if (Status status = cpuDevice().drain(); !status)
    return status;
  return work();
}

Status DefaultStream::launch(const LaunchCommand &command) {
  if (Status status = cpuDevice().drain(); !status)
    return status;
  return static_cast<const Kernel &>(command.kernel)
      .run(command.grid, command.block, command.sharedBytes, command.parameters.data(), command.timeLimit);
}

Status DefaultStream::copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                           uint64_t size) {
  if (Status status = cpuDevice().drain(); !status)
    return status;
  std::memmove(target(to, toOffset, size), at(from, fromOffset), size);
  return {};
}

Status DefaultStream::fill(drivers::Memory &to, uint64_t offset, uint64_t size,
                           std::span<const std::byte> pattern) {
  if (Status status = cpuDevice().drain(); !status)
    return status;
  fillPattern(target(to, offset, size), size, pattern.data(), pattern.size());
  return {};
}

Status DefaultStream::record(const std::shared_ptr<drivers::Event> &event) {
  if (Status status = cpuDevice().drain(); !status)
    return status;
  Event &recorded = static_cast<Event &>(*event);
  recorded.reach(recorded.announce());
  return {};
}

Status DefaultStream::wait(const std::shared_ptr<drivers::Event> &event) { return event->synchronize(); }

Status DefaultStream::addCallback(std::function<void()> function) {
  if (Status status = cpuDevice().drain(); !status)
    return status;
  callBack(function);
  return {};
}

Status DefaultStream::synchronize() { return cpuDevice().drain(); }

QueueStream::QueueStream(Device &device) : Stream(device, kKeepsDevice), queue_(std::make_shared<Queue>()) {
  device.addQueue(queue_);
}

QueueStream::~QueueStream() {
  if (!queue_->isOwnThread())
    queue_->waitFor(queue_->lastSubmitted());
  cpuDevice().removeQueue(*queue_);
}

Status QueueStream::submit(Queue::Kind kind, Queue::Command command) {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  queue_->submit(kind, std::move(command));
  return {};
}

Status QueueStream::runInOrder(Queue::Command work) { return submit(Queue::Kind::kWork, std::move(work)); }

Status QueueStream::runBlocking(Queue::Command work) {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  queue_->waitFor(queue_->submit(Queue::Kind::kWork, std::move(work)));
  return queue_->takeFailure();
}

Status QueueStream::launch(const LaunchCommand &command) {
  auto launch = std::make_shared<QueuedLaunch>(command);
  return submit(Queue::Kind::kWork, [launch = std::move(launch)] {
    return launch->kernel.run(launch->grid, launch->block, launch->sharedBytes, launch->parameters.data(),
                              launch->timeLimit);
  });
}

Status QueueStream::copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                         uint64_t size) {
  return submit(Queue::Kind::kWork,
                [to = to.keepAlive(), toOffset, from = from.keepAlive(), fromOffset, size] {
                  std::memmove(target(*to, toOffset, size), at(*from, fromOffset), size);
                  return Status();
                });
}

Status QueueStream::fill(drivers::Memory &to, uint64_t offset, uint64_t size,
                         std::span<const std::byte> pattern) {
  std::array<std::byte, 16> bytes{};
  std::copy(pattern.begin(), pattern.end(), bytes.begin());
  return submit(Queue::Kind::kWork, [to = to.keepAlive(), offset, size, bytes, count = pattern.size()] {
    fillPattern(target(*to, offset, size), size, bytes.data(), count);
    return Status();
  });
}

Status QueueStream::record(const std::shared_ptr<drivers::Event> &event) {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  uint64_t recording = static_cast<Event &>(*event).announce();
  return submit(Queue::Kind::kSignal, [event, recording] {
    static_cast<Event &>(*event).reach(recording);
    return Status();
  });
}

Status QueueStream::wait(const std::shared_ptr<drivers::Event> &event) {
  uint64_t recording = static_cast<Event &>(*event).latest();
  return submit(Queue::Kind::kSignal, [event, recording] {
    static_cast<Event &>(*event).waitFor(recording);
    return Status();
  });
}

Status QueueStream::addCallback(std::function<void()> function) {
  return submit(Queue::Kind::kSignal, [function = std::move(function)] {
    callBack(function);
    return Status();
  });
}

Status QueueStream::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  queue_->waitFor(queue_->lastSubmitted());
  return queue_->takeFailure();
}

} // namespace hd::drivers::cpu
