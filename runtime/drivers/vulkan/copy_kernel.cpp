#include "runtime/drivers/vulkan/copy_kernel.h"

#include "runtime/drivers/vulkan/context.h"

#include <algorithm>

namespace hd::drivers::vulkan {
namespace {

#include "runtime/drivers/vulkan/copy_code.inc"

constexpr uint64_t kBlock = 128, kUnitsOfThread = 4;
constexpr uint64_t kMostUnits = 1 << 28; // of one dispatch: its counters have 32 bits

struct Constants {
  uint64_t to, from;
  uint32_t count, padding;
};
static_assert(sizeof(Constants) <= sizeof(PushConstants)); // the layout is that of kernels

} // namespace

CopyKernel::~CopyKernel() {
  if (pipeline_)
    context_.vulkan.DestroyPipeline(context_.device, pipeline_, nullptr);
  if (code_)
    context_.vulkan.DestroyShaderModule(context_.device, code_, nullptr);
}

Result<VkPipeline> CopyKernel::pipeline() {
  std::lock_guard lock(mutex_);
  if (!pipeline_)
    if (Status status = create(); !status)
      return status;
  return pipeline_;
}

Status CopyKernel::create() {
  VkShaderModuleCreateInfo module{};
  module.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  module.codeSize = sizeof(kCopyCode);
  module.pCode = kCopyCode;
  VkResult result =
      code_ ? VK_SUCCESS : context_.vulkan.CreateShaderModule(context_.device, &module, nullptr, &code_);
  if (result != VK_SUCCESS)
    return failure("the device refuses the kernel that copies", result);
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = code_;
  info.stage.pName = "main";
  info.layout = context_.layout;
  result = context_.vulkan.CreateComputePipelines(context_.device, context_.pipelineCache, 1, &info, nullptr,
                                                  &pipeline_);
  return result == VK_SUCCESS ? Status()
                              : failure("the device's compiler refuses the kernel that copies", result);
}

void CopyKernel::record(VkCommandBuffer commands, VkPipeline pipeline, uint64_t to, uint64_t from,
                        uint64_t bytes) const {
  const DeviceFunctions &vulkan = context_.vulkan;
  const uint64_t mostBlocks = context_.physical.properties.limits.maxComputeWorkGroupCount[0];
  vulkan.CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
  for (uint64_t done = 0, units = bytes / kUnitBytes; done < units; done += kMostUnits) {
    const uint64_t count = std::min(units - done, kMostUnits);
    const uint64_t blocks = (count + kBlock * kUnitsOfThread - 1) / (kBlock * kUnitsOfThread);
    Constants constants{to + done * kUnitBytes, from + done * kUnitBytes, static_cast<uint32_t>(count), 0};
    vulkan.CmdPushConstants(commands, context_.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(constants),
                            &constants);
    vulkan.CmdDispatchBase(commands, 0, 0, 0, static_cast<uint32_t>(std::min(blocks, mostBlocks)), 1, 1);
  }
}

} // namespace hd::drivers::vulkan
