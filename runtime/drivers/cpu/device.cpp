#include "runtime/drivers/cpu/device.h"

#include "runtime/drivers/cpu/check/checker.h"
#include "runtime/drivers/cpu/event.h"
#include "runtime/drivers/cpu/fault_guard.h"
#include "runtime/drivers/cpu/memory.h"
#include "runtime/drivers/cpu/module.h"

#include <algorithm>
#include <cstdio>
#include <system_error>

namespace hd::drivers::cpu {

Device::Device(DeviceProperties properties)
    : drivers::Device(std::move(properties)), pool_(this->properties.parallelism),
      defaultStream_(std::make_unique<DefaultStream>(*this)) {
  installFaultHandlers();
}

Result<std::shared_ptr<drivers::Memory>> Device::allocate(uint64_t size) {
  return Memory::allocate(*this, size);
}

Result<std::shared_ptr<drivers::Stream>> Device::createStream() {
  try {
    return std::shared_ptr<drivers::Stream>(std::make_shared<QueueStream>(*this));
  } catch (const std::system_error &error) {
    return Status(StatusCode::device_error, std::string("cannot start the stream's thread: ") + error.what(),
                  "cpu", error.code().value());
  }
}

Result<std::shared_ptr<drivers::Event>> Device::createEvent() {
  return std::shared_ptr<drivers::Event>(std::make_shared<Event>(*this));
}

Result<std::shared_ptr<drivers::Module>> Device::load(abi::Module module) {
  return Module::load(*this, std::move(module));
}

std::vector<std::shared_ptr<Queue>> Device::queues() {
  std::vector<std::shared_ptr<Queue>> alive;
  std::lock_guard lock(queuesMutex_);
  for (const std::weak_ptr<Queue> &queue : queues_)
    if (std::shared_ptr<Queue> strong = queue.lock())
      alive.push_back(std::move(strong));
  return alive;
}

Status Device::drain() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  if (queueCount_.load() == 0)
    return {};
  for (const std::shared_ptr<Queue> &queue : queues())
    queue->waitFor(queue->lastSubmitted());
  return {};
}

Status Device::synchronize() {
  if (Status status = drain(); !status)
    return status;
  Status first;
  {
    std::lock_guard lock(queuesMutex_);
    first = std::exchange(lostFailure_, Status());
  }
  for (const std::shared_ptr<Queue> &queue : queues())
    if (Status status = queue->takeFailure(); first)
      first = status;
  return first;
}

void Device::addQueue(const std::shared_ptr<Queue> &queue) {
  std::lock_guard lock(queuesMutex_);
  queues_.push_back(queue);
  queueCount_.fetch_add(1);
}

void Device::removeQueue(Queue &queue) {
  Status failure = queue.takeFailure();
  std::lock_guard lock(queuesMutex_);
  std::erase_if(queues_, [&](const std::weak_ptr<Queue> &other) {
    std::shared_ptr<Queue> strong = other.lock();
    return !strong || strong.get() == &queue;
  });
  queueCount_.store(static_cast<uint32_t>(queues_.size()));
  if (lostFailure_)
    lostFailure_ = failure;
}

void Device::setPrintSink(PrintSink sink) {
  std::lock_guard lock(printMutex_);
  sink_ = std::move(sink);
}

std::vector<Finding> Device::takeFindings() { return Checker::get().takeFindings(); }

void Device::print(std::string_view text) {
  std::lock_guard lock(printMutex_);
  try {
    if (sink_)
      sink_(text);
    else
      std::fwrite(text.data(), 1, text.size(), stdout);
  } catch (...) { // kernel code below cannot pass it on
  }
}

void Device::flushPrints() { std::fflush(stdout); }

} // namespace hd::drivers::cpu
