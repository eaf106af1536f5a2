// A loaded SPIR-V module: its shader module, a pipeline for each shape that a kernel was launched with, and
// one block of memory for the globals.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/vulkan/memory.h"
#include "runtime/drivers/vulkan/worker.h"

#include <array>
#include <map>
#include <span>

namespace hd::drivers::vulkan {

class Device;
class SpirvBinary;

class Kernel final : public drivers::Kernel {
public:
  Kernel(drivers::Device &device, const abi::Kernel &record, const abi::KernelImage &needs,
         VkShaderModule code, bool usesSubgroups, std::shared_ptr<Context> context)
      : drivers::Kernel(device, record), needs(needs), context_(std::move(context)), code_(code),
        usesSubgroups_(usesSubgroups) {}
  ~Kernel() override;

  // Made at the first launch with that block and that much dynamic shared memory (a multiple of 16).
  Result<VkPipeline> pipeline(const Dim3 &block, uint32_t dynamicSharedBytes) const;

  const abi::KernelImage needs;

private:
  using Shape = std::array<uint32_t, 4>;
  Result<VkPipeline> create(const Shape &shape) const;

  std::shared_ptr<Context> context_;
  VkShaderModule code_;
  const bool usesSubgroups_; // the module
  mutable std::mutex mutex_;
  mutable std::map<Shape, VkPipeline> pipelines_;
};

class Module final : public drivers::Module {
public:
  static Result<std::shared_ptr<drivers::Module>> load(Device &device, abi::Module module);
  Module(Device &device, abi::Module module, const abi::Image &image, bool seesCutLoops);
  ~Module() override;

  const drivers::Kernel *kernel(std::string_view name) const override;
  drivers::Memory *global(std::string_view name) const override;

  std::span<const abi::Message> messages() const { return messages_; }
  // Whether the device cuts loops and the code finds out when it does.
  bool seesCutLoops() const { return seesCutLoops_; }
  uint64_t globalsAddress() const { return globalsBlock_ ? globalsBlock_->address() : 0; }

private:
  Status createCode(std::span<const uint32_t> words);
  Status findKernels(const std::vector<abi::KernelImage> &needs, const SpirvBinary &binary);
  Status createGlobals(const abi::Image &image);

  std::shared_ptr<Context> context_;
  VkShaderModule code_ = VK_NULL_HANDLE;
  std::vector<abi::Message> messages_;
  bool seesCutLoops_;
  std::shared_ptr<const Allocation> globalsBlock_;
  std::map<std::string, Kernel, std::less<>> kernels_;
  std::map<std::string, std::unique_ptr<Memory>, std::less<>> globals_;
};

} // namespace hd::drivers::vulkan
