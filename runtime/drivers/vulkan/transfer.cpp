#include "runtime/drivers/vulkan/transfer.h"

#include <algorithm>
#include <cstring>

namespace hd::drivers::vulkan {
namespace {

// Up to this, a copy to the device goes with the batch instead of through staging memory.
constexpr uint64_t kInlineCopyBytes = 16 << 10;
constexpr uint64_t kFillChunkBytes = 16 << 10;

void recordCopy(Worker &worker, Batch &batch, VkBuffer to, uint64_t toOffset, VkBuffer from,
                uint64_t fromOffset, uint64_t size) {
  VkBufferCopy region{fromOffset, toOffset, size};
  worker.context->vulkan.CmdCopyBuffer(batch.handle(), from, to, 1, &region);
}

// A copy as a command of its own.
Status copyCommand(Worker &worker, VkBuffer to, uint64_t toOffset, VkBuffer from, uint64_t fromOffset,
                   uint64_t size, const std::shared_ptr<const void> &toOwner,
                   const std::shared_ptr<const void> &fromOwner) {
  Result<Batch *> batch = worker.beginCommand();
  if (!batch)
    return batch.status();
  recordCopy(worker, **batch, to, toOffset, from, fromOffset, size);
  (*batch)->keep(toOwner);
  (*batch)->keep(fromOwner);
  return {};
}

// One chunk to the device through staging buffer `which`; the other one may still be on its way.
Status stageIn(Worker &worker, size_t which, const Range &to, uint64_t at, const std::byte *from,
               uint64_t size) {
  Result<Allocation *> staging = worker.staging(which);
  if (!staging)
    return staging.status();
  std::memcpy((*staging)->mapped(), from, size);
  if (Status status = copyCommand(worker, to.buffer, to.offset + at, (*staging)->buffer(),
                                  (*staging)->offset(), size, to.owner, nullptr);
      !status)
    return status;
  Result<uint64_t> value = worker.flush();
  if (!value)
    return value.status();
  worker.useStaging(which, *value);
  return {};
}

Status stageOut(Worker &worker, size_t which, const Range &from, uint64_t at, uint64_t size) {
  Result<Allocation *> staging = worker.staging(which);
  if (!staging)
    return staging.status();
  if (Status status = copyCommand(worker, (*staging)->buffer(), (*staging)->offset(), from.buffer,
                                  from.offset + at, size, nullptr, from.owner);
      !status)
    return status;
  Result<uint64_t> value = worker.flush();
  if (!value)
    return value.status();
  worker.useStaging(which, *value);
  return {};
}

// Whether a kernel copies it; copies from and to host memory are left to the device's copy engine.
bool isForKernel(const Range &to, const Range &from) {
  return !to.mapped && !from.mapped && to.size >= CopyKernel::kLeastBytes &&
         (to.address | from.address) % CopyKernel::kUnitBytes == 0;
}

// Ranges that do not overlap.
Status copyApart(Worker &worker, const Range &to, const Range &from) {
  if (!isForKernel(to, from))
    return copyCommand(worker, to.buffer, to.offset, from.buffer, from.offset, to.size, to.owner, from.owner);
  CopyKernel &kernel = *worker.context->copyKernel;
  Result<VkPipeline> pipeline = kernel.pipeline();
  if (!pipeline)
    return pipeline.status();
  Result<Batch *> batch = worker.beginCommand();
  if (!batch)
    return batch.status();
  const uint64_t whole = to.size / CopyKernel::kUnitBytes * CopyKernel::kUnitBytes;
  kernel.record((*batch)->handle(), *pipeline, to.address, from.address, whole);
  if (whole < to.size)
    recordCopy(worker, **batch, to.buffer, to.offset + whole, from.buffer, from.offset + whole,
               to.size - whole);
  (*batch)->keep(to.owner);
  (*batch)->keep(from.owner);
  return {};
}

// Both through memory of their own, for ranges that overlap.
Status copyOverlapping(Worker &worker, const Range &to, const Range &from) {
  Result<Allocation> made = worker.context->allocator->allocate(to.size, MemoryKind::kDevice);
  if (!made)
    return made.status();
  auto memory = std::make_shared<const Allocation>(std::move(*made));
  const Range middle{memory->buffer(),  memory->offset(), to.size,
                     memory->address(), memory->mapped(), memory};
  Status status = copyApart(worker, middle, from);
  return status ? copyApart(worker, to, middle) : status;
}

// vkCmdFillBuffer repeats four bytes from an offset that is a multiple of four.
bool fillsWords(const Range &to, const Pattern &pattern) {
  return 4 % pattern.size == 0 && to.offset % 4 == 0 && to.size % 4 == 0;
}

} // namespace

Range rangeOf(drivers::Memory &memory, uint64_t offset, uint64_t size) {
  auto &ours = static_cast<Memory &>(memory);
  auto *mapped = static_cast<std::byte *>(ours.hostAddress());
  return {ours.buffer(),           ours.bufferOffset() + offset,       size,
          memory.address + offset, mapped ? mapped + offset : nullptr, memory.keepAlive()};
}

Pattern::Pattern(std::span<const std::byte> pattern) : size(pattern.size()) {
  std::copy(pattern.begin(), pattern.end(), bytes.begin());
  // A pattern of two equal halves is the half: doubles of 0 are words of 0.
  while (size % 2 == 0 && std::equal(&bytes[0], &bytes[size / 2], &bytes[size / 2]))
    size /= 2;
}

Status copyIn(Worker &worker, const Range &to, const void *from) {
  if (to.mapped) {
    Status status = worker.drain();
    if (status)
      std::memcpy(to.mapped, from, to.size);
    return status;
  }
  if (to.size <= kInlineCopyBytes) {
    Result<Batch *> batch = worker.beginCommand(to.size);
    if (!batch)
      return batch.status();
    Upload upload = (*batch)->upload(to.size);
    std::memcpy(upload.host, from, to.size);
    recordCopy(worker, **batch, to.buffer, to.offset, upload.buffer, upload.offset, to.size);
    (*batch)->keep(to.owner);
    return {};
  }
  const auto *bytes = static_cast<const std::byte *>(from);
  size_t which = 0;
  for (uint64_t at = 0; at < to.size; at += Worker::kStagingBytes, which ^= 1)
    if (Status status =
            stageIn(worker, which, to, at, bytes + at, std::min(Worker::kStagingBytes, to.size - at));
        !status)
      return status;
  return {};
}

Status copyOut(Worker &worker, void *to, const Range &from) {
  if (from.mapped) {
    Status status = worker.drain();
    if (status)
      std::memcpy(to, from.mapped, from.size);
    return status;
  }
  auto *bytes = static_cast<std::byte *>(to);
  auto sizeAt = [&](uint64_t at) { return std::min(Worker::kStagingBytes, from.size - at); };
  if (Status status = stageOut(worker, 0, from, 0, sizeAt(0)); !status)
    return status;
  size_t which = 0;
  // The next chunk is on its way while this one is taken out.
  for (uint64_t at = 0; at < from.size; at += Worker::kStagingBytes, which ^= 1) {
    uint64_t next = at + Worker::kStagingBytes;
    if (next < from.size)
      if (Status status = stageOut(worker, which ^ 1, from, next, sizeAt(next)); !status)
        return status;
    Result<Allocation *> staging = worker.staging(which);
    if (!staging)
      return staging.status();
    std::memcpy(bytes + at, (*staging)->mapped(), sizeAt(at));
  }
  return {};
}

Status copyWithin(Worker &worker, const Range &to, const Range &from) {
  bool overlap =
      to.buffer == from.buffer && to.offset < from.offset + from.size && from.offset < to.offset + to.size;
  if (overlap)
    return copyOverlapping(worker, to, from);
  return copyApart(worker, to, from);
}

// Any other pattern: the first chunk comes from the host, the rest doubles what is there.
Status fill(Worker &worker, const Range &to, const Pattern &pattern) {
  if (fillsWords(to, pattern)) {
    Result<Batch *> batch = worker.beginCommand();
    if (!batch)
      return batch.status();
    uint32_t word;
    for (uint64_t at = 0; at < sizeof(word); at += pattern.size)
      std::memcpy(reinterpret_cast<std::byte *>(&word) + at, pattern.bytes.data(), pattern.size);
    worker.context->vulkan.CmdFillBuffer((*batch)->handle(), to.buffer, to.offset, to.size, word);
    (*batch)->keep(to.owner);
    return {};
  }
  uint64_t filled = std::min(to.size, kFillChunkBytes / pattern.size * pattern.size);
  Result<Batch *> batch = worker.beginCommand(filled);
  if (!batch)
    return batch.status();
  Upload upload = (*batch)->upload(filled);
  for (uint64_t at = 0; at < filled; at += pattern.size)
    std::memcpy(upload.host + at, pattern.bytes.data(), pattern.size);
  recordCopy(worker, **batch, to.buffer, to.offset, upload.buffer, upload.offset, filled);
  (*batch)->keep(to.owner);
  while (filled < to.size) {
    uint64_t count = std::min(filled, to.size - filled);
    if (Status status = copyCommand(worker, to.buffer, to.offset + filled, to.buffer, to.offset, count,
                                    to.owner, nullptr);
        !status)
      return status;
    filled += count;
  }
  return {};
}

} // namespace hd::drivers::vulkan
