#include "runtime/drivers/vulkan/batch.h"

namespace hd::drivers::vulkan {
namespace {

constexpr VkPipelineStageFlags kWorkStages =
    VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
constexpr VkAccessFlags kWrites = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
constexpr VkAccessFlags kAccesses = kWrites | VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_TRANSFER_READ_BIT;

void barrier(Context &context, VkCommandBuffer commands, VkPipelineStageFlags to, VkAccessFlags access) {
  VkMemoryBarrier memory{};
  memory.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  memory.srcAccessMask = kWrites;
  memory.dstAccessMask = access;
  context.vulkan.CmdPipelineBarrier(commands, kWorkStages, to, 0, 1, &memory, 0, nullptr, 0, nullptr);
}

} // namespace

Result<std::unique_ptr<Batch>> Batch::create(Context &context) {
  std::unique_ptr<Batch> batch(new Batch(context));
  VkCommandPoolCreateInfo pool{};
  pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  pool.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
  pool.queueFamilyIndex = context.physical.queueFamily;
  VkResult result = context.vulkan.CreateCommandPool(context.device, &pool, nullptr, &batch->pool_);
  if (result != VK_SUCCESS)
    return failure("cannot create a command pool", result);
  VkCommandBufferAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  info.commandPool = batch->pool_;
  info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  info.commandBufferCount = 1;
  result = context.vulkan.AllocateCommandBuffers(context.device, &info, &batch->handle_);
  if (result != VK_SUCCESS)
    return failure("cannot create a command buffer", result);
  Result<Allocation> memory = context.allocator->allocate(kUploadBytes, MemoryKind::kHost);
  if (!memory)
    return memory.status();
  batch->memory_ = std::move(*memory);
  return batch;
}

Batch::~Batch() {
  if (pool_)
    context_.vulkan.DestroyCommandPool(context_.device, pool_, nullptr);
}

Status Batch::begin() {
  if (VkResult result = context_.vulkan.ResetCommandPool(context_.device, pool_, 0); result != VK_SUCCESS)
    return failure("cannot reuse a command buffer", result);
  VkCommandBufferBeginInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  VkResult result = context_.vulkan.BeginCommandBuffer(handle_, &info);
  return result == VK_SUCCESS ? Status() : failure("cannot record commands", result);
}

void Batch::beginCommand() {
  barrier(context_, handle_, kWorkStages, kAccesses);
  ++commands_;
}

Upload Batch::upload(uint64_t size) {
  uint64_t at = uploaded_;
  uploaded_ = (uploaded_ + size + 63) & ~uint64_t{63};
  return {memory_.mapped() + at, memory_.buffer(), memory_.offset() + at, memory_.address() + at};
}

void Batch::startAfter(VkSemaphore semaphore, uint64_t value) {
  waits_.push_back(semaphore);
  waitValues_.push_back(value);
}

void Batch::note(std::string launch) {
  if (running_.empty())
    running_ = std::move(launch);
  else if (running_.size() < 400)
    running_ += ", " + launch;
}

Status Batch::submit(Queue &queue, VkSemaphore timeline, uint64_t value, const std::string &runningBefore) {
  barrier(context_, handle_, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT | VK_ACCESS_HOST_WRITE_BIT);
  if (VkResult result = context_.vulkan.EndCommandBuffer(handle_); result != VK_SUCCESS)
    return failure("cannot record commands", result);
  VkTimelineSemaphoreSubmitInfo values{};
  values.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO;
  values.waitSemaphoreValueCount = static_cast<uint32_t>(waitValues_.size());
  values.pWaitSemaphoreValues = waitValues_.data();
  values.signalSemaphoreValueCount = 1;
  values.pSignalSemaphoreValues = &value;
  std::vector<VkPipelineStageFlags> stages(waits_.size(), kWorkStages);
  VkSubmitInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
  info.pNext = &values;
  info.waitSemaphoreCount = static_cast<uint32_t>(waits_.size());
  info.pWaitSemaphores = waits_.data();
  info.pWaitDstStageMask = stages.data();
  info.commandBufferCount = 1;
  info.pCommandBuffers = &handle_;
  info.signalSemaphoreCount = 1;
  info.pSignalSemaphores = &timeline;
  VkResult result;
  {
    std::lock_guard lock(queue.mutex);
    result = context_.vulkan.QueueSubmit(queue.handle, 1, &info, VK_NULL_HANDLE);
  }
  return context_.check(result, "cannot submit work", runningBefore.empty() ? running_ : runningBefore);
}

void Batch::clear() {
  kept_.clear();
  waits_.clear();
  waitValues_.clear();
  running_.clear();
  uploaded_ = commands_ = 0;
}

} // namespace hd::drivers::vulkan
