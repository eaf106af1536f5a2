// What an OpenCL device says about itself, as the driver and the core need it.
#pragma once

#include "heddle/device.h"
#include "runtime/drivers/opencl/library.h"

namespace hd::drivers::opencl {

// How device memory is made. Kernels may hold addresses in memory only with kUnified and kShared; a kBuffer
// has a made-up address that only arguments are found by.
enum class MemoryKind {
  kUnified, // cl_intel_unified_shared_memory
  kShared,  // shared virtual memory
  kBuffer,  // cl_mem
};

struct DeviceFacts {
  cl_platform_id platform = nullptr;
  cl_device_id id = nullptr;
  unsigned version = 0;           // 102: OpenCL 1.2
  bool compilesC3 = false;        // OpenCL C 3.0
  bool exactDivideOption = false; // -cl-fp32-correctly-rounded-divide-sqrt is accepted
  bool hasDoubles = false;
  bool threadsAreLanes = false; // a processor, whose compiler makes vectors of a block's threads
  uint32_t subgroupSize = 0;    // that kernels may ask for, to shuffle and ballot in; 0: there is none
  MemoryKind memory = MemoryKind::kBuffer;
  bool hostSharesMemory = false; // kShared, fine-grained: the host uses the same addresses
  uint64_t maxAllocation = 0;
  unsigned addressBits = 0;
};

// Why the device cannot be used, or ok. HEDDLE_OPENCL_MEMORY (`usm`, `svm` or `buffer`) forces a kind.
Status readFacts(DeviceFacts &facts);

// `name`: the selector, `opencl:0`.
DeviceProperties describeDevice(const DeviceFacts &facts, std::string name);

std::string deviceText(cl_device_id device, cl_device_info what);
std::string platformText(cl_platform_id platform, cl_platform_info what);

} // namespace hd::drivers::opencl
