#include "runtime/drivers/vulkan/launch.h"

#include "runtime/drivers/failure.h"
#include "runtime/drivers/messages.h"

#include <algorithm>
#include <cstring>

namespace hd::drivers::vulkan {

static constexpr uint32_t kSharedGranule = 16;

Result<std::shared_ptr<const Launch>> Launch::prepare(const LaunchCommand &command) {
  const auto &kernel = static_cast<const Kernel &>(command.kernel);
  uint64_t dynamic = 0, limit = kernel.device->properties.shared_bytes_per_block;
  if (kernel.record->usesDynamicShared)
    dynamic = std::max<uint64_t>(kSharedGranule, (uint64_t{command.sharedBytes} + kSharedGranule - 1) /
                                                     kSharedGranule * kSharedGranule);
  uint64_t fixed = std::max(kernel.record->staticSharedBytes, kernel.needs.sharedBytes);
  if (fixed + dynamic > limit)
    return Status(StatusCode::invalid_argument,
                  "launch of kernel `" + kernel.record->name + "`: it needs " + std::to_string(fixed) +
                      " static and " + std::to_string(dynamic) + " dynamic bytes of shared memory, " +
                      kernel.device->properties.name + " has " + std::to_string(limit),
                  "launch");
  // Never 0: other kernels of the module may have arrays of that size.
  Result<VkPipeline> pipeline =
      kernel.pipeline(command.block, std::max(kSharedGranule, static_cast<uint32_t>(dynamic)));
  if (!pipeline)
    return pipeline.status();
  return std::shared_ptr<const Launch>(new Launch(command, *pipeline));
}

Launch::Launch(const LaunchCommand &command, VkPipeline pipeline)
    : module_(command.module), kernel_(static_cast<const Kernel &>(command.kernel)), pipeline_(pipeline),
      grid_(command.grid), block_(command.block),
      parameters_(command.parameters.begin(), command.parameters.end()),
      hiddenAt_((parameters_.size() + 7) / 8 * 8) {
  size_t hidden = (kernel_.needs.usesGlobals ? 8 : 0) + (kernel_.needs.threadsAtATime > 1 ? 8 : 0) +
                  (kernel_.needs.usesMessages ? 8 : 0);
  parameters_.resize(std::max<size_t>(hiddenAt_ + hidden, 8));
  for (const ArgumentValue &argument : command.arguments)
    if (argument.memory())
      memory_.push_back(argument.memory()->keepAlive());
}

Status Launch::run(Worker &worker) const {
  Context &context = *worker.context;
  Allocation *messages = nullptr;
  if (kernel_.needs.usesMessages) {
    Result<Allocation *> buffer = worker.messages();
    if (!buffer)
      return buffer.status();
    messages = *buffer;
  }
  Allocation *cutLoops = nullptr;
  if (static_cast<const Module &>(*module_).seesCutLoops()) {
    Result<Allocation *> word = worker.cutLoops();
    if (!word)
      return word.status();
    cutLoops = *word;
  }
  bool large = parameters_.size() > Batch::kUploadBytes;
  Result<Batch *> batch = worker.beginCommand(large ? 0 : parameters_.size());
  if (!batch)
    return batch.status();
  Result<uint64_t> parameters = writeParameters(**batch, messages, context);
  if (!parameters)
    return parameters.status();
  dispatch(context, (*batch)->handle(), *parameters, cutLoops ? cutLoops->address() : 0);
  (*batch)->keep(module_);
  for (const std::shared_ptr<drivers::Memory> &memory : memory_)
    (*batch)->keep(memory);
  (*batch)->note("kernel `" + kernel_.record->name + "` launched as " + kernel_.record->name + "<<<" +
                 textOf(grid_) + ", " + textOf(block_) + ">>>");
  Status status = messages ? readMessages(worker, *messages) : Status();
  Status loops = cutLoops ? readCutLoops(worker, *cutLoops) : Status();
  return status ? loops : status;
}

Result<uint64_t> Launch::writeParameters(Batch &batch, const Allocation *messages,
                                         const Context &context) const {
  Upload to{};
  if (parameters_.size() > Batch::kUploadBytes) {
    Result<Allocation> memory = context.allocator->allocate(parameters_.size(), MemoryKind::kHost);
    if (!memory)
      return memory.status();
    auto shared = std::make_shared<const Allocation>(std::move(*memory));
    to = {shared->mapped(), shared->buffer(), shared->offset(), shared->address()};
    batch.keep(std::move(shared));
  } else {
    to = batch.upload(parameters_.size());
  }
  std::memcpy(to.host, parameters_.data(), parameters_.size());
  std::byte *hidden = to.host + hiddenAt_;
  auto add = [&](uint64_t value) {
    std::memcpy(hidden, &value, sizeof(value));
    hidden += sizeof(value);
  };
  if (kernel_.needs.usesGlobals)
    add(static_cast<const Module &>(*module_).globalsAddress());
  if (kernel_.needs.threadsAtATime > 1)
    add(grid_.x);
  if (messages)
    add(messages->address());
  return to.address;
}

void Launch::dispatch(const Context &context, VkCommandBuffer commands, uint64_t parameters,
                      uint64_t cutLoops) const {
  const DeviceFunctions &vulkan = context.vulkan;
  PushConstants constants{parameters, {grid_.x, grid_.y, grid_.z}, {}, cutLoops};
  vulkan.CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline_);
  vulkan.CmdPushConstants(commands, context.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(constants),
                          &constants);
  uint32_t most = context.physical.properties.limits.maxComputeWorkGroupCount[0];
  const uint32_t blocks = blocksAlongX(kernel_.needs, grid_);
  for (uint32_t x = 0; x < blocks; x += std::min(most, blocks - x))
    vulkan.CmdDispatchBase(commands, x, 0, 0, std::min(most, blocks - x), grid_.y, grid_.z);
}

// The buffer is fresh again afterwards.
Status Launch::readMessages(Worker &worker, Allocation &messages) const {
  if (Status status = worker.drain(); !status)
    return status;
  auto *words = reinterpret_cast<uint32_t *>(messages.mapped());
  hd_message_buffer header;
  std::memcpy(&header, words, sizeof(header));
  if (!hasMessages(header))
    return {};
  const auto &module = static_cast<const Module &>(*module_);
  Context &context = *worker.context;
  Status status =
      reportMessages({words, kMessageBufferWords}, module.messages(), {*kernel_.record, grid_, block_},
                     "vulkan", [&](std::string_view text) { context.print(text); });
  header = freshMessageHeader();
  std::memset(words, 0, uint64_t{kMessageBufferWords} * sizeof(uint32_t));
  std::memcpy(words, &header, sizeof(header));
  return status;
}

Status Launch::readCutLoops(Worker &worker, Allocation &word) const {
  if (Status status = worker.drain(); !status)
    return status;
  uint32_t isCut = 0;
  std::memcpy(&isCut, word.mapped(), sizeof(isCut));
  if (!isCut)
    return {};
  std::memset(word.mapped(), 0, sizeof(isCut));
  return kernelFailure(
      *kernel_.record, grid_, block_,
      "the device's driver has ended its loops too early (Mesa's llvmpipe does after 65535 rounds "
      "of a thread and its neighbours in all loops together), so its results are wrong",
      "vulkan");
}

} // namespace hd::drivers::vulkan
