// Modules of the cpu device: an object file in memory.
#pragma once

#include "runtime/abi/cpu.h"
#include "runtime/abi/features.h"
#include "runtime/drivers/cpu/elf_image.h"
#include "runtime/drivers/driver.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>

namespace hd::drivers::cpu {

class Kernel final : public drivers::Kernel {
public:
  Kernel(drivers::Device &device, const abi::Kernel &record, hd_cpu_kernel entry,
         const abi::KernelImage &image)
      : drivers::Kernel(device, record), entry_(entry), scratchBytes_(image.scratchBytes),
        scratchBytesPerWarp_(image.scratchBytesPerWarp), vectorWidth_(image.vectorWidth),
        isChecked_(std::count(image.features.begin(), image.features.end(), abi::features::kChecks) != 0) {}

  // Runs the kernel on the pool with the calling thread and returns when it is done.
  Status run(Dim3 grid, Dim3 block, uint32_t sharedBytes, const void *parameters,
             std::chrono::nanoseconds timeLimit) const;

  hd_cpu_kernel entry() const { return entry_; }
  uint64_t scratchBytes() const { return scratchBytes_; }
  uint64_t scratchBytesPerWarp() const { return scratchBytesPerWarp_; }
  uint32_t vectorWidth() const { return vectorWidth_; }
  // Compiled for the checker.
  bool isChecked() const { return isChecked_; }

  // Whether earlier launches say that so many kernel threads take less time than waking workers.
  bool expectShort(uint64_t threads) const;
  void learnCost(uint64_t threads, std::chrono::nanoseconds time) const;

private:
  hd_cpu_kernel entry_;
  uint64_t scratchBytes_, scratchBytesPerWarp_;
  uint32_t vectorWidth_;
  bool isChecked_;
  mutable std::atomic<float> nanosecondsPerThread_{-1};
};

class Module final : public drivers::Module {
public:
  // Of the module's one image.
  static Result<std::shared_ptr<drivers::Module>> load(drivers::Device &device, abi::Module module);
  Module(drivers::Device &device, abi::Module record, std::string target, std::unique_ptr<ElfImage> image)
      : drivers::Module(device, std::move(record), std::move(target)), image_(std::move(image)) {}

  const drivers::Kernel *kernel(std::string_view name) const override;
  drivers::Memory *global(std::string_view name) const override;

private:
  Status findKernels(const std::vector<abi::KernelImage> &needs);
  Status findGlobals();

  std::unique_ptr<ElfImage> image_;
  std::map<std::string, Kernel, std::less<>> kernels_;
  std::map<std::string, std::unique_ptr<drivers::Memory>, std::less<>> globals_;
};

} // namespace hd::drivers::cpu
