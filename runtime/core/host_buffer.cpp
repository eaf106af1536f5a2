#include "heddle/host_buffer.h"

#include "runtime/drivers/driver.h"

namespace hd {

RawHostBuffer::RawHostBuffer(const Device &device, uint64_t size_bytes) {
  if (!device.driver()) {
    status_ = {StatusCode::invalid_argument, "the device is empty", "host memory"};
    return;
  }
  // Drivers never see a size of 0, which is valid.
  auto memory = device.driver()->allocateHost(size_bytes == 0 ? 1 : size_bytes);
  if (memory)
    memory_ = std::move(*memory);
  else
    status_ = memory.status();
  size_ = memory_ ? size_bytes : 0;
}

void *RawHostBuffer::data() const { return memory_ ? memory_->data : nullptr; }

} // namespace hd
