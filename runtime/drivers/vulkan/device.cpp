#include "runtime/drivers/vulkan/device.h"

#include "runtime/drivers/host_callback.h"
#include "runtime/drivers/vulkan/event.h"
#include "runtime/drivers/vulkan/module.h"
#include "runtime/drivers/vulkan/probe.h"

namespace hd::drivers::vulkan {

static Result<std::shared_ptr<Device>> create(std::shared_ptr<Context> context, DeviceProperties properties) {
  Result<std::shared_ptr<Worker>> worker = Worker::create(context);
  if (!worker)
    return worker.status();
  return std::make_shared<Device>(std::move(context), std::move(properties), std::move(*worker));
}

Result<std::shared_ptr<drivers::Device>> Device::open(const Physical &physical) {
  if (!physical.usable)
    return physical.usable;
  Result<std::shared_ptr<Context>> context = Context::open(physical);
  if (!context)
    return context.status();
  DeviceProperties properties = describe(physical);
  Result<std::shared_ptr<Device>> probing = create(*context, properties);
  if (!probing)
    return probing.status();
  Result<Arithmetic> arithmetic = probeArithmetic(**probing);
  if (!arithmetic)
    return arithmetic.status();
  Result<Subgroups> subgroups = probeSubgroups(**probing);
  if (!subgroups)
    return subgroups.status();
  (*context)->arithmetic = *arithmetic;
  (*context)->subgroups = *subgroups;
  addFeatures(*arithmetic, *subgroups, properties.features);
  Result<std::shared_ptr<Device>> device = create(std::move(*context), std::move(properties));
  if (!device)
    return device.status();
  return std::shared_ptr<drivers::Device>(std::move(*device));
}

Device::Device(std::shared_ptr<Context> opened, DeviceProperties properties,
               std::shared_ptr<Worker> defaultWorker)
    : drivers::Device(std::move(properties)), context(std::move(opened)),
      defaultWorker_(std::move(defaultWorker)),
      defaultStream_(std::make_unique<Stream>(*this, defaultWorker_, DeviceObject::kPartOfDevice)) {}

Result<std::shared_ptr<drivers::Memory>> Device::allocate(uint64_t size) {
  if (context->isLost())
    return context->lostStatus();
  Result<Allocation> range = context->allocator->allocate(size, MemoryKind::kDevice);
  if (!range)
    return range.status();
  return std::shared_ptr<drivers::Memory>(
      std::make_shared<Memory>(*this, std::make_shared<const Allocation>(std::move(*range)), 0, size));
}

Result<std::shared_ptr<drivers::HostMemory>> Device::allocateHost(uint64_t size) {
  Result<Allocation> range = context->allocator->allocate(size, MemoryKind::kHost);
  if (!range)
    return range.status();
  auto memory = std::make_shared<HostMemory>(context, std::move(*range), size);
  std::lock_guard lock(mutex_);
  std::erase_if(pinned_, [](const auto &entry) { return entry.second.expired(); });
  pinned_[static_cast<const std::byte *>(memory->data)] = memory;
  return std::shared_ptr<drivers::HostMemory>(std::move(memory));
}

std::optional<Range> Device::findPinned(const void *data, uint64_t size) {
  const auto *bytes = static_cast<const std::byte *>(data);
  std::lock_guard lock(mutex_);
  auto after = pinned_.upper_bound(bytes);
  if (after == pinned_.begin())
    return std::nullopt;
  std::shared_ptr<HostMemory> memory = std::prev(after)->second.lock();
  if (!memory)
    return std::nullopt;
  uint64_t start = static_cast<uint64_t>(bytes - static_cast<const std::byte *>(memory->data));
  if (start > memory->size || size > memory->size - start)
    return std::nullopt;
  const Allocation &range = memory->range();
  return Range{range.buffer(),          range.offset() + start, size,
               range.address() + start, range.mapped() + start, memory};
}

Result<std::shared_ptr<drivers::Stream>> Device::createStream() {
  if (context->isLost())
    return context->lostStatus();
  Result<std::shared_ptr<Worker>> worker = Worker::create(context);
  if (!worker)
    return worker.status();
  return std::shared_ptr<drivers::Stream>(
      std::make_shared<Stream>(*this, std::move(*worker), DeviceObject::kKeepsDevice));
}

Result<std::shared_ptr<drivers::Event>> Device::createEvent() {
  return std::shared_ptr<drivers::Event>(std::make_shared<Event>(*this));
}

Result<std::shared_ptr<drivers::Module>> Device::load(abi::Module module) {
  if (context->isLost())
    return context->lostStatus();
  return Module::load(*this, std::move(module));
}

std::vector<std::shared_ptr<Worker>> Device::workers() {
  std::lock_guard lock(mutex_);
  return workers_;
}

Status Device::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  Status first;
  {
    std::lock_guard lock(mutex_);
    first = std::exchange(lostFailure_, Status());
  }
  for (const std::shared_ptr<Worker> &worker : workers()) {
    worker->waitFor(worker->lastSubmitted());
    if (Status status = worker->takeFailure(); first)
      first = status;
  }
  return first;
}

void Device::addWorker(const std::shared_ptr<Worker> &worker) {
  std::lock_guard lock(mutex_);
  workers_.push_back(worker);
}

void Device::removeWorker(const std::shared_ptr<Worker> &worker) {
  Status failure = worker->takeFailure();
  std::lock_guard lock(mutex_);
  std::erase(workers_, worker);
  if (lostFailure_)
    lostFailure_ = failure;
}

void Device::order(const std::shared_ptr<Worker> &worker) {
  auto follow = [&](const std::shared_ptr<Worker> &other) {
    uint64_t last = other->lastSubmitted();
    if (!other->isDone(last))
      worker->submit(Worker::Kind::kSignal, [other, last](Worker &self) { return self.follow(other, last); });
  };
  if (worker != defaultWorker_)
    return follow(defaultWorker_);
  for (const std::shared_ptr<Worker> &other : workers())
    if (other != worker)
      follow(other);
}

Status Device::initialise(const std::shared_ptr<const Allocation> &memory, std::span<const uint8_t> bytes) {
  Range range{memory->buffer(), memory->offset(), bytes.size(), memory->address(), memory->mapped(), memory};
  Result<std::shared_ptr<Worker>> worker = Worker::create(context);
  if (!worker)
    return worker.status();
  (*worker)->submit(Worker::Kind::kWork, [&](Worker &self) { return copyIn(self, range, bytes.data()); });
  (*worker)->close();
  return (*worker)->takeFailure();
}

} // namespace hd::drivers::vulkan
