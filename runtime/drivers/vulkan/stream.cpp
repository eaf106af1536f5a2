#include "runtime/drivers/vulkan/stream.h"

#include "runtime/drivers/host_callback.h"
#include "runtime/drivers/vulkan/device.h"
#include "runtime/drivers/vulkan/event.h"
#include "runtime/drivers/vulkan/launch.h"
#include "runtime/drivers/vulkan/transfer.h"

namespace hd::drivers::vulkan {
namespace {

// A copy that the device does itself, because the host memory is its own.
Worker::Command directCopy(Range to, Range from) {
  return
      [to = std::move(to), from = std::move(from)](Worker &worker) { return copyWithin(worker, to, from); };
}

} // namespace

Stream::Stream(Device &device, std::shared_ptr<Worker> worker, Ownership ownership)
    : drivers::Stream(device, ownership), worker_(std::move(worker)) {
  device.addWorker(worker_);
}

Stream::~Stream() {
  worker_->close();
  owner().removeWorker(worker_);
}

Device &Stream::owner() const { return static_cast<Device &>(*device); }

Status Stream::prepare() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  if (worker_->context->isLost())
    return worker_->context->lostStatus();
  owner().order(worker_);
  return {};
}

Status Stream::submit(Worker::Command command) {
  if (Status status = prepare(); !status)
    return status;
  worker_->submit(Worker::Kind::kWork, std::move(command));
  return {};
}

Status Stream::submitAndWait(Worker::Command command) {
  if (Status status = prepare(); !status)
    return status;
  worker_->waitFor(worker_->submit(Worker::Kind::kWork, std::move(command)));
  return worker_->takeFailure();
}

Status Stream::launch(const LaunchCommand &command) {
  Result<std::shared_ptr<const Launch>> launch = Launch::prepare(command);
  if (!launch)
    return launch.status();
  return submit([launch = std::move(*launch)](Worker &worker) { return launch->run(worker); });
}

Status Stream::copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  return submitAndWait(
      [range = rangeOf(to, offset, size), from](Worker &worker) { return copyIn(worker, range, from); });
}

Status Stream::copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  return submitAndWait(
      [range = rangeOf(from, offset, size), to](Worker &worker) { return copyOut(worker, to, range); });
}

Status Stream::copyFromHostAsync(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  if (std::optional<Range> pinned = owner().findPinned(from, size))
    return submit(directCopy(rangeOf(to, offset, size), std::move(*pinned)));
  return submit(
      [range = rangeOf(to, offset, size), from](Worker &worker) { return copyIn(worker, range, from); });
}

Status Stream::copyToHostAsync(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  if (std::optional<Range> pinned = owner().findPinned(to, size))
    return submit(directCopy(std::move(*pinned), rangeOf(from, offset, size)));
  return submit(
      [range = rangeOf(from, offset, size), to](Worker &worker) { return copyOut(worker, to, range); });
}

Status Stream::copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                    uint64_t size) {
  return submit(directCopy(rangeOf(to, toOffset, size), rangeOf(from, fromOffset, size)));
}

Status Stream::fill(drivers::Memory &to, uint64_t offset, uint64_t size, std::span<const std::byte> pattern) {
  return submit([range = rangeOf(to, offset, size), pattern = Pattern(pattern)](Worker &worker) {
    return vulkan::fill(worker, range, pattern);
  });
}

Status Stream::record(const std::shared_ptr<drivers::Event> &event) {
  if (Status status = prepare(); !status)
    return status;
  return static_cast<Event &>(*event).recordOn(worker_);
}

Status Stream::wait(const std::shared_ptr<drivers::Event> &event) {
  if (Status status = prepare(); !status)
    return status;
  std::shared_ptr<Recording> recording = static_cast<Event &>(*event).latest();
  if (recording && recording->worker != worker_)
    worker_->submit(Worker::Kind::kSignal, [recording = std::move(recording)](Worker &worker) {
      return worker.follow(recording->worker, recording->command);
    });
  return {};
}

// Runs on a lost device too: who waits for the callback must not wait for ever.
Status Stream::addCallback(std::function<void()> function) {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  owner().order(worker_);
  worker_->submit(Worker::Kind::kSignal, [function = std::move(function)](Worker &worker) {
    Status status = worker.drain();
    runCallback(function);
    return status;
  });
  return {};
}

Status Stream::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  worker_->waitFor(worker_->lastSubmitted());
  return worker_->takeFailure();
}

} // namespace hd::drivers::vulkan
