// Modules of a gpu device: code loaded by the library. Kernels take the packed parameters as they are.
#pragma once

#include "runtime/drivers/gpu/device.h"

#include <map>

namespace hd::drivers::gpu {

// What launches in flight need of a module to say what became of them.
struct ModuleNotes {
  std::vector<abi::Message> messages;
  std::map<std::string, abi::Kernel, std::less<>> records;
};

class Kernel final : public drivers::Kernel {
public:
  Kernel(drivers::Device &device, const abi::Kernel &record, abi::KernelImage image, void *handle,
         int threads)
      : drivers::Kernel(device, record), image(std::move(image)), handle(handle), maxThreads(threads) {}
  const abi::KernelImage image;
  void *const handle;
  const int maxThreads; // per block
};

class Module final : public drivers::Module {
public:
  static Result<std::shared_ptr<drivers::Module>> load(Device &device, abi::Module module);
  Module(Device &device, abi::Module record, std::string target, void *handle);
  ~Module() override;

  const drivers::Kernel *kernel(std::string_view name) const override;
  drivers::Memory *global(std::string_view name) const override;

  std::shared_ptr<ModuleNotes> notes = std::make_shared<ModuleNotes>();

private:
  Status findKernels(const abi::Image &image);
  Status findGlobals();
  Device &owner() const { return static_cast<Device &>(*device); }

  void *const handle_;
  std::map<std::string, Kernel, std::less<>> kernels_;
  std::map<std::string, std::unique_ptr<drivers::Memory>, std::less<>> globals_;
};

} // namespace hd::drivers::gpu
