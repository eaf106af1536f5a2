#include "runtime/drivers/vulkan/event.h"

#include "runtime/drivers/host_callback.h"

namespace hd::drivers::vulkan {
namespace {

// Of the device's clock, in ticks.
Result<uint64_t> timeOf(const Recording &recording) {
  Context &context = *recording.worker->context;
  uint64_t ticks = 0;
  VkResult result =
      context.vulkan.GetQueryPoolResults(context.device, recording.slot->pool, recording.slot->index, 1,
                                         sizeof(ticks), &ticks, sizeof(ticks), VK_QUERY_RESULT_64_BIT);
  if (result == VK_NOT_READY) // dropped with a lost device
    return context.isLost() ? context.lostStatus()
                            : Status(StatusCode::not_ready, "the event has no time yet", "event");
  if (Status status = context.check(result, "cannot read a timestamp", {}); !status)
    return status;
  return ticks;
}

void writeTimestamp(Context &context, Batch &batch, const TimestampPool::Slot &slot) {
  context.vulkan.CmdResetQueryPool(batch.handle(), slot.pool, slot.index, 1);
  context.vulkan.CmdWriteTimestamp(batch.handle(), VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, slot.pool,
                                   slot.index);
}

} // namespace

Recording::~Recording() {
  if (slot)
    worker->context->timestamps->release(*slot);
}

std::shared_ptr<Recording> Event::latest() {
  std::lock_guard lock(mutex_);
  return latest_;
}

Status Event::recordOn(const std::shared_ptr<Worker> &worker) {
  auto recording = std::make_shared<Recording>(worker);
  Context &context = *worker->context;
  if (context.physical.timestampBits != 0) {
    Result<TimestampPool::Slot> slot = context.timestamps->acquire();
    if (!slot)
      return slot.status();
    recording->slot = *slot;
  }
  std::lock_guard lock(mutex_);
  recording->command = worker->submit(Worker::Kind::kSignal, [recording](Worker &self) {
    if (!recording->slot)
      return Status();
    Result<Batch *> batch = self.beginCommand();
    if (!batch)
      return batch.status();
    (*batch)->keep(recording);
    writeTimestamp(*self.context, **batch, *recording->slot);
    return Status();
  });
  latest_ = std::move(recording);
  return {};
}

Status Event::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  if (std::shared_ptr<Recording> recording = latest())
    recording->worker->waitFor(recording->command);
  return {};
}

Result<bool> Event::query() {
  std::shared_ptr<Recording> recording = latest();
  return !recording || recording->worker->isDone(recording->command);
}

Result<double> Event::elapsedMilliseconds(drivers::Event &start) {
  std::shared_ptr<Recording> from = static_cast<Event &>(start).latest(), to = latest();
  if (!from || !to)
    return Status(StatusCode::invalid_argument, "an event was never recorded", "event");
  if (!from->worker->isDone(from->command) || !to->worker->isDone(to->command))
    return Status(StatusCode::not_ready, "an event is not reached yet", "event");
  if (!from->slot || !to->slot)
    return Status(StatusCode::unsupported, "the device's compute queue has no timestamps", "event");
  Result<uint64_t> first = timeOf(*from), second = timeOf(*to);
  if (!first || !second)
    return first ? second.status() : first.status();
  const Physical &physical = to->worker->context->physical;
  uint64_t mask = physical.timestampBits >= 64 ? UINT64_MAX : (uint64_t{1} << physical.timestampBits) - 1;
  uint64_t ticks = (*second - *first) & mask;
  // The events may have been recorded in the other order.
  double signedTicks = ticks > mask / 2 ? -static_cast<double>(mask - ticks + 1) : static_cast<double>(ticks);
  return signedTicks * static_cast<double>(physical.properties.limits.timestampPeriod) / 1e6;
}

} // namespace hd::drivers::vulkan
