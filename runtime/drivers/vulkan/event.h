// Events: a command of a stream to wait for, with a timestamp of the device.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/vulkan/worker.h"

namespace hd::drivers::vulkan {

// One recording; the stream's work and the event share it.
struct Recording {
  std::shared_ptr<Worker> worker;
  uint64_t command = 0;
  std::optional<TimestampPool::Slot> slot; // none where the queue has no timestamps

  explicit Recording(std::shared_ptr<Worker> worker) : worker(std::move(worker)) {}
  ~Recording();
  Recording(const Recording &) = delete;
};

class Event final : public drivers::Event {
public:
  using drivers::Event::Event;

  Status recordOn(const std::shared_ptr<Worker> &worker);
  std::shared_ptr<Recording> latest();

  Status synchronize() override;
  Result<bool> query() override;
  Result<double> elapsedMilliseconds(drivers::Event &start) override;

private:
  std::mutex mutex_;
  std::shared_ptr<Recording> latest_;
};

} // namespace hd::drivers::vulkan
