// One launch on its way from the caller to the device.
#pragma once

#include "runtime/drivers/vulkan/module.h"

namespace hd::drivers::vulkan {

// Owns what the command only lent.
class Launch {
public:
  // invalid_argument if the device's shared memory does not hold what the compiler and the caller ask for.
  static Result<std::shared_ptr<const Launch>> prepare(const LaunchCommand &command);

  // Records the dispatch; for a kernel that prints or may fail also waits for it and reads its messages, for
  // one with loops on a device that cuts them whether it has.
  Status run(Worker &worker) const;

private:
  Launch(const LaunchCommand &command, VkPipeline pipeline);
  Result<uint64_t> writeParameters(Batch &batch, const Allocation *messages, const Context &context) const;
  void dispatch(const Context &context, VkCommandBuffer commands, uint64_t parameters,
                uint64_t cutLoops) const;
  Status readMessages(Worker &worker, Allocation &messages) const;
  Status readCutLoops(Worker &worker, Allocation &word) const;

  std::shared_ptr<drivers::Module> module_;
  const Kernel &kernel_;
  VkPipeline pipeline_;
  Dim3 grid_, block_;
  std::vector<std::byte> parameters_; // with room for the hidden ones
  uint64_t hiddenAt_;
  std::vector<std::shared_ptr<drivers::Memory>> memory_;
};

} // namespace hd::drivers::vulkan
