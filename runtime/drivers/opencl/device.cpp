#include "runtime/drivers/opencl/device.h"

#include "runtime/drivers/opencl/event.h"
#include "runtime/drivers/opencl/memory.h"
#include "runtime/drivers/opencl/module.h"
#include "runtime/drivers/opencl/probe.h"
#include "runtime/drivers/opencl/stream.h"

#include <algorithm>
#include <cstdio>

namespace hd::drivers::opencl {

Result<std::shared_ptr<drivers::Device>> Device::open(const DeviceFacts &facts, std::string name) {
  Result<std::shared_ptr<Context>> context = Context::create(facts);
  if (!context)
    return context.status();
  auto device = std::make_shared<Device>(describeDevice(facts, std::move(name)), std::move(*context));
  if (Status status = device->start(); !status)
    return status;
  return std::shared_ptr<drivers::Device>(std::move(device));
}

Device::Device(DeviceProperties properties, std::shared_ptr<Context> context)
    : drivers::Device(std::move(properties)), context_(std::move(context)) {}

Status Device::start() {
  Result<cl_command_queue> transfers = context_->createQueue();
  if (!transfers)
    return transfers.status();
  transfers_ = *transfers;
  Result<std::shared_ptr<Queue>> queue = Queue::create(*this);
  if (!queue)
    return queue.status();
  defaultQueue_ = *queue;
  addQueue(defaultQueue_);
  defaultStream_ = std::make_unique<Stream>(*this, DeviceObject::kPartOfDevice, defaultQueue_);
  return {};
}

Device::~Device() {
  for (const std::shared_ptr<Queue> &queue : queues())
    queue->finish();
  defaultStream_.reset();
  if (transfers_)
    cl().clReleaseCommandQueue(transfers_);
}

Result<std::shared_ptr<drivers::Memory>> Device::allocate(uint64_t size) {
  reapAll(); // memory may be waiting to be let go of
  Result<std::shared_ptr<Allocation>> allocation = context_->allocate(size);
  if (!allocation && allocation.status().code() == StatusCode::out_of_memory &&
      size <= context_->facts.maxAllocation && !insideCallback()) {
    for (const std::shared_ptr<Queue> &queue : queues())
      queue->finish();
    allocation = context_->allocate(size);
  }
  if (!allocation)
    return allocation.status();
  return std::shared_ptr<drivers::Memory>(std::make_shared<Memory>(*this, std::move(*allocation), 0, size));
}

Result<std::shared_ptr<drivers::Stream>> Device::createStream() {
  Result<std::shared_ptr<Queue>> queue = Queue::create(*this);
  if (!queue)
    return queue.status();
  addQueue(*queue);
  return std::shared_ptr<drivers::Stream>(
      std::make_shared<Stream>(*this, DeviceObject::kKeepsDevice, std::move(*queue)));
}

Result<std::shared_ptr<drivers::Event>> Device::createEvent() {
  return std::shared_ptr<drivers::Event>(std::make_shared<Event>(*this));
}

Result<std::shared_ptr<drivers::Module>> Device::load(abi::Module module) {
  return Module::load(*this, std::move(module));
}

std::vector<std::shared_ptr<Queue>> Device::queues() {
  std::lock_guard lock(submission);
  return queues_;
}

Status Device::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  Status first;
  {
    std::lock_guard lock(submission);
    first = std::exchange(lostFailure_, Status());
  }
  for (const std::shared_ptr<Queue> &queue : queues()) {
    queue->finish();
    if (Status status = queue->takeFailure(); first)
      first = status;
  }
  return first;
}

std::vector<EventRef> Device::ordering(const Queue &queue) {
  std::vector<EventRef> waits;
  if (&queue != defaultQueue_.get()) {
    if (EventRef last = defaultQueue_->pending())
      waits.push_back(std::move(last));
    return waits;
  }
  for (const std::shared_ptr<Queue> &other : queues_)
    if (other != defaultQueue_)
      if (EventRef last = other->pending())
        waits.push_back(std::move(last));
  return waits;
}

void Device::addQueue(const std::shared_ptr<Queue> &queue) {
  std::lock_guard lock(submission);
  queues_.push_back(queue);
}

void Device::removeQueue(const std::shared_ptr<Queue> &queue) {
  Status failure = queue->takeFailure();
  std::lock_guard lock(submission);
  std::erase(queues_, queue);
  if (lostFailure_)
    lostFailure_ = failure;
}

void Device::reapAll() {
  for (const std::shared_ptr<Queue> &queue : queues()) {
    queue->reap();
    if (queue->abandoned && queue->idle())
      removeQueue(queue);
  }
}

Status Device::readNow(void *to, Allocation &from, uint64_t size) {
  if (Status status = context_->read(transfers_, to, from, 0, size, {}, nullptr); !status)
    return status;
  return check(cl().clFinish(transfers_), "cannot copy from the device");
}

Status Device::writeNow(Allocation &to, const void *from, uint64_t size) {
  if (Status status = context_->write(transfers_, to, 0, from, size, {}, nullptr); !status)
    return status;
  return check(cl().clFinish(transfers_), "cannot copy to the device");
}

Result<std::string> Device::buildOptions() {
  std::lock_guard lock(optionsMutex_);
  if (!options_) {
    Result<std::string> found = probeBuildOptions(*context_, transfers_);
    if (!found)
      return found;
    options_ = std::move(*found);
  }
  return *options_;
}

Result<Subgroups> Device::subgroups() {
  Result<std::string> options = buildOptions();
  if (!options)
    return options.status();
  std::lock_guard lock(optionsMutex_);
  if (!subgroups_) {
    Result<Subgroups> found = probeSubgroups(*context_, transfers_, *options);
    if (!found)
      return found;
    subgroups_ = *found;
  }
  return *subgroups_;
}

void Device::setPrintSink(PrintSink sink) {
  std::lock_guard lock(printMutex_);
  sink_ = std::move(sink);
}

void Device::print(std::string_view text) {
  std::lock_guard lock(printMutex_);
  try {
    if (sink_) {
      sink_(text);
      return;
    }
  } catch (...) { // the kernel is over: nobody to pass it on to
    return;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

} // namespace hd::drivers::opencl
