// Range checks of buffers; the work itself is the stream's.
#include "runtime/core/device_copy.h"
#include "runtime/drivers/driver.h"

namespace hd {
namespace {

Status invalid(std::string message) { return {StatusCode::invalid_argument, std::move(message), "buffer"}; }

Status emptyBuffer() { return invalid("the buffer is empty"); }

Result<drivers::Stream *> streamFor(const drivers::Memory &memory, const Stream &stream) {
  drivers::Device *device = memory.device;
  if (!stream.driver())
    return &device->defaultStream();
  if (stream.driver()->device != device)
    return invalid("the stream belongs to another device than the buffer");
  return stream.driver().get();
}

Status tooLarge(const char *what, uint64_t size, uint64_t available) {
  return invalid(std::string("cannot ") + what + " " + std::to_string(size) + " bytes: the buffer has " +
                 std::to_string(available));
}

} // namespace

BufferView BufferView::slice(uint64_t offset, uint64_t size) const {
  if (offset > size_ || size > size_ - offset)
    return {};
  return {memory_, offset_ + offset, size, element_};
}

Status BufferView::copy_from_bytes(const void *from, uint64_t size, const Stream &stream) const {
  if (!memory_)
    return emptyBuffer();
  if (size > size_)
    return tooLarge("copy in", size, size_);
  Result<drivers::Stream *> on = streamFor(*memory_, stream);
  if (!on || size == 0)
    return on.status();
  return (*on)->copyFromHost(*memory_, offset_, from, size);
}

Status BufferView::copy_to_bytes(void *to, uint64_t size, const Stream &stream) const {
  if (!memory_)
    return emptyBuffer();
  if (size > size_)
    return tooLarge("copy out", size, size_);
  Result<drivers::Stream *> on = streamFor(*memory_, stream);
  if (!on || size == 0)
    return on.status();
  return (*on)->copyToHost(to, *memory_, offset_, size);
}

Status BufferView::copy_from_bytes_async(const void *from, uint64_t size, const Stream &stream) const {
  if (!memory_)
    return emptyBuffer();
  if (size > size_)
    return tooLarge("copy in", size, size_);
  Result<drivers::Stream *> on = streamFor(*memory_, stream);
  if (!on || size == 0)
    return on.status();
  return (*on)->copyFromHostAsync(*memory_, offset_, from, size);
}

Status BufferView::copy_to_bytes_async(void *to, uint64_t size, const Stream &stream) const {
  if (!memory_)
    return emptyBuffer();
  if (size > size_)
    return tooLarge("copy out", size, size_);
  Result<drivers::Stream *> on = streamFor(*memory_, stream);
  if (!on || size == 0)
    return on.status();
  return (*on)->copyToHostAsync(to, *memory_, offset_, size);
}

Status BufferView::copy_from(const BufferView &from, const Stream &stream) const {
  if (!memory_ || !from.memory_)
    return emptyBuffer();
  if (from.size_ > size_)
    return tooLarge("copy in", from.size_, size_);
  Result<drivers::Stream *> on = streamFor(*memory_, stream);
  if (!on || from.size_ == 0)
    return on.status();
  if (from.memory_->device != memory_->device)
    return core::copyBetweenDevices(**on, *memory_, offset_, *from.memory_, from.offset_, from.size_);
  return (*on)->copy(*memory_, offset_, *from.memory_, from.offset_, from.size_);
}

Status BufferView::fill_pattern(const void *pattern, uint32_t pattern_size, const Stream &stream) const {
  if (!memory_)
    return emptyBuffer();
  if (pattern_size < 1 || pattern_size > 16)
    return invalid("a fill pattern has 1 to 16 bytes, found " + std::to_string(pattern_size));
  if (size_ % pattern_size != 0)
    return invalid("the buffer's " + std::to_string(size_) + " bytes are no multiple of the fill pattern's " +
                   std::to_string(pattern_size));
  Result<drivers::Stream *> on = streamFor(*memory_, stream);
  if (!on || size_ == 0)
    return on.status();
  return (*on)->fill(*memory_, offset_, size_, {static_cast<const std::byte *>(pattern), pattern_size});
}

void *BufferView::host_address() const {
  void *base = memory_ ? memory_->hostAddress() : nullptr;
  return base ? static_cast<char *>(base) + offset_ : nullptr;
}

RawBuffer::RawBuffer(const Device &device, uint64_t size_bytes, ElementType element) {
  Result<RawBuffer> made = device.allocate(size_bytes, element);
  if (made)
    *this = std::move(*made);
  else
    status_ = made.status();
}

Status RawBuffer::copy_from_bytes(const void *from, uint64_t size, const Stream &stream) {
  return valid() || status_ ? view_.copy_from_bytes(from, size, stream) : status_;
}

Status RawBuffer::copy_to_bytes(void *to, uint64_t size, const Stream &stream) const {
  return valid() || status_ ? view_.copy_to_bytes(to, size, stream) : status_;
}

} // namespace hd
