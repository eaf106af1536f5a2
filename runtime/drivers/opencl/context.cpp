#include "runtime/drivers/opencl/context.h"

#include <vector>

namespace hd::drivers::opencl {
namespace {

constexpr uint64_t kAlignment = 256;

template <class Function> void find(Function &function, const DeviceFacts &facts, const char *name) {
  function = reinterpret_cast<Function>(cl().clGetExtensionFunctionAddressForPlatform(facts.platform, name));
}

} // namespace

Result<std::shared_ptr<Context>> Context::create(const DeviceFacts &facts) {
  auto context = std::make_shared<Context>(facts);
  const cl_context_properties properties[] = {CL_CONTEXT_PLATFORM,
                                              reinterpret_cast<cl_context_properties>(facts.platform), 0};
  cl_int code = CL_SUCCESS;
  context->handle_ = cl().clCreateContext(properties, 1, &facts.id, nullptr, nullptr, &code);
  if (Status status = check(code, "cannot create a context"); !status)
    return status;
  if (facts.memory != MemoryKind::kUnified)
    return context;
  find(context->deviceMemAlloc_, facts, "clDeviceMemAllocINTEL");
  find(context->memFree_, facts, "clMemFreeINTEL");
  find(context->enqueueMemcpy_, facts, "clEnqueueMemcpyINTEL");
  find(context->enqueueMemFill_, facts, "clEnqueueMemFillINTEL");
  find(context->setKernelArgMemPointer_, facts, "clSetKernelArgMemPointerINTEL");
  if (!context->deviceMemAlloc_ || !context->memFree_ || !context->enqueueMemcpy_ ||
      !context->enqueueMemFill_ || !context->setKernelArgMemPointer_)
    return Status(StatusCode::unsupported,
                  "the device reports cl_intel_unified_shared_memory but lacks its functions; set "
                  "HEDDLE_OPENCL_MEMORY=buffer",
                  "opencl");
  return context;
}

Context::~Context() {
  if (handle_)
    cl().clReleaseContext(handle_);
}

Result<cl_command_queue> Context::createQueue() const {
  cl_int code = CL_SUCCESS;
  cl_command_queue queue = cl().clCreateCommandQueue(handle_, facts.id, CL_QUEUE_PROFILING_ENABLE, &code);
  if (Status status = check(code, "cannot create a command queue"); !status)
    return status;
  return queue;
}

Status Context::allocateIn(Allocation &memory) {
  uint64_t bytes = std::max<uint64_t>(memory.size, 1);
  cl_int code = CL_SUCCESS;
  switch (facts.memory) {
  case MemoryKind::kUnified:
    memory.pointer = deviceMemAlloc_(handle_, facts.id, nullptr, bytes, kAlignment, &code);
    break;
  case MemoryKind::kShared:
    memory.pointer = cl().clSVMAlloc(
        handle_, CL_MEM_READ_WRITE | (facts.hostSharesMemory ? CL_MEM_SVM_FINE_GRAIN_BUFFER : 0), bytes, 0);
    code = memory.pointer ? CL_SUCCESS : CL_MEM_OBJECT_ALLOCATION_FAILURE;
    break;
  case MemoryKind::kBuffer:
    memory.buffer = cl().clCreateBuffer(handle_, CL_MEM_READ_WRITE, bytes, nullptr, &code);
    break;
  }
  return check(code, "cannot allocate " + std::to_string(memory.size) + " bytes");
}

Result<std::shared_ptr<Allocation>> Context::allocate(uint64_t size) {
  if (size > facts.maxAllocation)
    return Status(StatusCode::out_of_memory,
                  "cannot allocate " + std::to_string(size) + " bytes; the device offers at most " +
                      std::to_string(facts.maxAllocation) + " in one piece",
                  "opencl");
  auto memory = std::make_shared<Allocation>(shared_from_this(), size);
  if (Status status = allocateIn(*memory); !status)
    return status;
  std::lock_guard lock(mutex_);
  if (memory->pointer) {
    memory->address = reinterpret_cast<uint64_t>(memory->pointer);
    pointers_.insert(memory->pointer);
  } else {
    memory->address = nextAddress_;
    nextAddress_ += (size / kAlignment + 2) * kAlignment; // one past the end belongs to nobody
  }
  return memory;
}

void Context::free(Allocation &memory) {
  if (memory.buffer)
    cl().clReleaseMemObject(memory.buffer);
  if (!memory.pointer)
    return;
  {
    std::lock_guard lock(mutex_);
    pointers_.erase(memory.pointer);
  }
  if (facts.memory == MemoryKind::kUnified)
    memFree_(handle_, memory.pointer);
  else
    cl().clSVMFree(handle_, memory.pointer);
}

Allocation::~Allocation() { context->free(*this); }

Status Context::copyUnified(cl_command_queue queue, void *to, const void *from, uint64_t size, WaitList waits,
                            cl_event *done) const {
  auto count = static_cast<cl_uint>(waits.size());
  const cl_event *list = waits.empty() ? nullptr : waits.data();
  cl_int code = facts.memory == MemoryKind::kUnified
                    ? enqueueMemcpy_(queue, CL_FALSE, to, from, size, count, list, done)
                    : cl().clEnqueueSVMMemcpy(queue, CL_FALSE, to, from, size, count, list, done);
  return check(code, "cannot copy " + std::to_string(size) + " bytes");
}

Status Context::write(cl_command_queue queue, Allocation &to, uint64_t offset, const void *from,
                      uint64_t size, WaitList waits, cl_event *done) const {
  if (to.pointer)
    return copyUnified(queue, to.at(offset), from, size, waits, done);
  return check(cl().clEnqueueWriteBuffer(queue, to.buffer, CL_FALSE, offset, size, from,
                                         static_cast<cl_uint>(waits.size()),
                                         waits.empty() ? nullptr : waits.data(), done),
               "cannot copy " + std::to_string(size) + " bytes to the device");
}

Status Context::read(cl_command_queue queue, void *to, Allocation &from, uint64_t offset, uint64_t size,
                     WaitList waits, cl_event *done) const {
  if (from.pointer)
    return copyUnified(queue, to, from.at(offset), size, waits, done);
  return check(cl().clEnqueueReadBuffer(queue, from.buffer, CL_FALSE, offset, size, to,
                                        static_cast<cl_uint>(waits.size()),
                                        waits.empty() ? nullptr : waits.data(), done),
               "cannot copy " + std::to_string(size) + " bytes from the device");
}

Status Context::copy(cl_command_queue queue, Allocation &to, uint64_t toOffset, Allocation &from,
                     uint64_t fromOffset, uint64_t size, WaitList waits, cl_event *done) const {
  if (to.pointer)
    return copyUnified(queue, to.at(toOffset), from.at(fromOffset), size, waits, done);
  return check(cl().clEnqueueCopyBuffer(queue, from.buffer, to.buffer, fromOffset, toOffset, size,
                                        static_cast<cl_uint>(waits.size()),
                                        waits.empty() ? nullptr : waits.data(), done),
               "cannot copy " + std::to_string(size) + " bytes");
}

Status Context::fill(cl_command_queue queue, Allocation &to, uint64_t offset, uint64_t size,
                     const void *pattern, uint64_t patternSize, WaitList waits, cl_event *done) const {
  auto count = static_cast<cl_uint>(waits.size());
  const cl_event *list = waits.empty() ? nullptr : waits.data();
  cl_int code = CL_SUCCESS;
  switch (facts.memory) {
  case MemoryKind::kUnified:
    code = enqueueMemFill_(queue, to.at(offset), pattern, patternSize, size, count, list, done);
    break;
  case MemoryKind::kShared:
    code = cl().clEnqueueSVMMemFill(queue, to.at(offset), pattern, patternSize, size, count, list, done);
    break;
  case MemoryKind::kBuffer:
    code = cl().clEnqueueFillBuffer(queue, to.buffer, pattern, patternSize, offset, size, count, list, done);
    break;
  }
  return check(code, "cannot fill " + std::to_string(size) + " bytes");
}

Status Context::setPointerArguments(cl_kernel kernel, cl_uint index, const Allocation *memory,
                                    uint64_t offset) const {
  cl_int code = CL_SUCCESS;
  cl_ulong distance = 0;
  const void *pointer = memory && memory->pointer ? memory->at(offset) : nullptr;
  if (!memory) { // NVIDIA's driver takes a null of shared memory for an argument that is not set
    code = cl().clSetKernelArg(kernel, index, sizeof(cl_mem), nullptr);
  } else if (facts.memory == MemoryKind::kUnified) {
    code = setKernelArgMemPointer_(kernel, index, pointer);
  } else if (facts.memory == MemoryKind::kShared) {
    code = cl().clSetKernelArgSVMPointer(kernel, index, pointer);
  } else {
    distance = offset;
    code = cl().clSetKernelArg(kernel, index, sizeof(cl_mem), &memory->buffer);
  }
  if (code == CL_SUCCESS)
    code = cl().clSetKernelArg(kernel, index + 1, sizeof(distance), &distance);
  return check(code, "cannot set argument " + std::to_string(index));
}

Status Context::allowIndirectAccess(cl_kernel kernel) {
  if (facts.memory == MemoryKind::kUnified) {
    const cl_bool yes = CL_TRUE;
    return check(
        cl().clSetKernelExecInfo(kernel, CL_KERNEL_EXEC_INFO_INDIRECT_DEVICE_ACCESS_INTEL, sizeof(yes), &yes),
        "cannot allow indirect access");
  }
  std::vector<void *> pointers;
  {
    std::lock_guard lock(mutex_);
    pointers.assign(pointers_.begin(), pointers_.end());
  }
  if (pointers.empty())
    return {};
  return check(cl().clSetKernelExecInfo(kernel, CL_KERNEL_EXEC_INFO_SVM_PTRS,
                                        pointers.size() * sizeof(void *), pointers.data()),
               "cannot allow indirect access");
}

} // namespace hd::drivers::opencl
