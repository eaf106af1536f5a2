// The vendor's side of a device: an OpenCL context of one device and the memory in it. Knows nothing of
// driver objects, so that work in flight may hold on to it without holding the device.
#pragma once

#include "runtime/drivers/opencl/properties.h"

#include <mutex>
#include <set>
#include <span>

namespace hd::drivers::opencl {

class Allocation;
using WaitList = std::span<const cl_event>;

class Context : public std::enable_shared_from_this<Context> {
public:
  static Result<std::shared_ptr<Context>> create(const DeviceFacts &facts);
  explicit Context(const DeviceFacts &facts) : facts(facts) {}
  Context(const Context &) = delete;
  ~Context();

  // Not initialised; a size of 0 is valid.
  Result<std::shared_ptr<Allocation>> allocate(uint64_t size);
  // In-order, with profiling.
  Result<cl_command_queue> createQueue() const;

  // Copies and fills. Those with host memory do not wait; `done` may be null. Ranges of copies do not
  // overlap.
  Status write(cl_command_queue queue, Allocation &to, uint64_t offset, const void *from, uint64_t size,
               WaitList waits, cl_event *done) const;
  Status read(cl_command_queue queue, void *to, Allocation &from, uint64_t offset, uint64_t size,
              WaitList waits, cl_event *done) const;
  Status copy(cl_command_queue queue, Allocation &to, uint64_t toOffset, Allocation &from,
              uint64_t fromOffset, uint64_t size, WaitList waits, cl_event *done) const;
  // The pattern's size is a power of two and divides offset and size.
  Status fill(cl_command_queue queue, Allocation &to, uint64_t offset, uint64_t size, const void *pattern,
              uint64_t patternSize, WaitList waits, cl_event *done) const;

  // For a parameter that points into `memory`, or nowhere when that is null: two arguments of the kernel,
  // base and offset.
  Status setPointerArguments(cl_kernel kernel, cl_uint index, const Allocation *memory,
                             uint64_t offset) const;
  // Lets the kernel follow addresses that it finds in memory.
  Status allowIndirectAccess(cl_kernel kernel);

  cl_context handle() const { return handle_; }

  const DeviceFacts facts;

private:
  friend class Allocation;
  Status allocateIn(Allocation &memory);
  void free(Allocation &memory);
  Status copyUnified(cl_command_queue queue, void *to, const void *from, uint64_t size, WaitList waits,
                     cl_event *done) const;

  cl_context handle_ = nullptr;
  clDeviceMemAllocINTEL_fn deviceMemAlloc_ = nullptr;
  clMemFreeINTEL_fn memFree_ = nullptr;
  clEnqueueMemcpyINTEL_fn enqueueMemcpy_ = nullptr;
  clEnqueueMemFillINTEL_fn enqueueMemFill_ = nullptr;
  clSetKernelArgMemPointerINTEL_fn setKernelArgMemPointer_ = nullptr;

  std::mutex mutex_;
  std::set<void *> pointers_;                // of all live allocations that have one
  uint64_t nextAddress_ = uint64_t{1} << 40; // kBuffer: made-up addresses are never used again
};

// Device memory, freed with its last reference.
class Allocation {
public:
  Allocation(std::shared_ptr<Context> context, uint64_t size) : context(std::move(context)), size(size) {}
  Allocation(const Allocation &) = delete;
  ~Allocation();

  std::byte *at(uint64_t offset) const { return static_cast<std::byte *>(pointer) + offset; }

  const std::shared_ptr<Context> context;
  const uint64_t size;
  uint64_t address = 0;    // what kernels see
  void *pointer = nullptr; // kUnified, kShared: the address
  cl_mem buffer = nullptr; // kBuffer
};

} // namespace hd::drivers::opencl
