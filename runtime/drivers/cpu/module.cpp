#include "runtime/drivers/cpu/module.h"

#include "runtime/abi/symbols.h"
#include "runtime/drivers/cpu/device.h"
#include "runtime/drivers/cpu/launch.h"
#include "runtime/drivers/cpu/memory.h"

namespace hd::drivers::cpu {
namespace {

// A launch estimated below this runs on its caller alone; the pool corrects a wrong estimate.
constexpr double kShortLaunchNanoseconds = 15000;
constexpr uint64_t kMaxScratchBytes = uint64_t{1} << 34;

} // namespace

Status Kernel::run(Dim3 grid, Dim3 block, uint32_t sharedBytes, const void *parameters,
                   std::chrono::nanoseconds timeLimit) const {
  if (scratchBytes() > kMaxScratchBytes || scratchBytesPerWarp() > kMaxScratchBytes)
    return Status(StatusCode::out_of_memory,
                  "kernel `" + record->name + "` wants more than 16 GiB of private memory", "cpu");
  return Launch(static_cast<Device &>(*device), *this, grid, block, sharedBytes, parameters, timeLimit).run();
}

bool Kernel::expectShort(uint64_t threads) const {
  float cost = nanosecondsPerThread_.load(std::memory_order_relaxed);
  return cost >= 0 && static_cast<double>(cost) * static_cast<double>(threads) < kShortLaunchNanoseconds;
}

void Kernel::learnCost(uint64_t threads, std::chrono::nanoseconds time) const {
  if (threads == 0)
    return;
  float measured = static_cast<float>(static_cast<double>(time.count()) / static_cast<double>(threads));
  float old = nanosecondsPerThread_.load(std::memory_order_relaxed);
  nanosecondsPerThread_.store(old < 0 ? measured : 0.5f * (old + measured), std::memory_order_relaxed);
}

Result<std::shared_ptr<drivers::Module>> Module::load(drivers::Device &device, abi::Module module) {
  abi::Image chosen = std::move(module.images.front());
  module.images.clear();
  if (chosen.format != "elf")
    return corruptImage("its format is `" + chosen.format + "`, expected `elf`");
  Result<std::unique_ptr<ElfImage>> image = ElfImage::load(chosen.bytes);
  if (!image)
    return image.status();
  auto loaded = std::make_shared<Module>(device, std::move(module), chosen.target, std::move(*image));
  if (Status status = loaded->findKernels(chosen.kernels); !status)
    return status;
  if (Status status = loaded->findGlobals(); !status)
    return status;
  return std::shared_ptr<drivers::Module>(std::move(loaded));
}

Status Module::findKernels(const std::vector<abi::KernelImage> &needs) {
  for (const abi::Kernel &kernel : record.kernels) {
    const abi::KernelImage *need = nullptr;
    for (const abi::KernelImage &candidate : needs)
      if (candidate.kernel == kernel.name)
        need = &candidate;
    if (!need)
      return corruptImage("it has no record of kernel `" + kernel.name + "`");
    if (need->vectorWidth == 0 || need->vectorWidth > HD_WARP_SIZE)
      return corruptImage("kernel `" + kernel.name + "` has vectors of " + std::to_string(need->vectorWidth) +
                          " lanes");
    Result<void *> entry = image_->function(abi::kernelSymbol(kernel.name));
    if (!entry)
      return entry.status();
    kernels_.try_emplace(kernel.name, *device, kernel, reinterpret_cast<hd_cpu_kernel>(*entry), *need);
  }
  return {};
}

Status Module::findGlobals() {
  for (const abi::Global &global : record.globals) {
    Result<void *> address = image_->data(abi::globalSymbol(global.name), global.type.size);
    if (!address)
      return address.status();
    globals_.try_emplace(global.name, std::make_unique<Memory>(*device, *address, global.type.size, this));
  }
  return {};
}

const drivers::Kernel *Module::kernel(std::string_view name) const {
  auto found = kernels_.find(name);
  return found == kernels_.end() ? nullptr : &found->second;
}

drivers::Memory *Module::global(std::string_view name) const {
  auto found = globals_.find(name);
  return found == globals_.end() ? nullptr : found->second.get();
}

} // namespace hd::drivers::cpu
