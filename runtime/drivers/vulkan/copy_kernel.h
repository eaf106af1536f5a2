// Copies inside of a device by a kernel. On an H200 vkCmdCopyBuffer, which leaves them to a copy engine,
// moved 847 GB/s, kernels five times as much.
#pragma once

#include "runtime/drivers/vulkan/physical.h"

#include <mutex>

namespace hd::drivers::vulkan {

class Context;

class CopyKernel {
public:
  // Of addresses and sizes; below the least size a kernel saves nothing.
  static constexpr uint64_t kUnitBytes = 16, kLeastBytes = 64 << 10;

  explicit CopyKernel(Context &context) : context_(context) {}
  CopyKernel(const CopyKernel &) = delete;
  ~CopyKernel();

  // Made at the first use.
  Result<VkPipeline> pipeline();
  // `bytes`: a multiple of the unit. The ranges do not overlap.
  void record(VkCommandBuffer commands, VkPipeline pipeline, uint64_t to, uint64_t from,
              uint64_t bytes) const;

private:
  Status create();

  Context &context_;
  std::mutex mutex_;
  VkShaderModule code_ = VK_NULL_HANDLE;
  VkPipeline pipeline_ = VK_NULL_HANDLE;
};

} // namespace hd::drivers::vulkan
