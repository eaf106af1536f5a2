// Modules of the opencl device.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/opencl/program.h"

namespace hd::drivers::opencl {

class Kernel final : public drivers::Kernel {
public:
  Kernel(drivers::Device &device, const abi::Kernel &record, const KernelCode &code)
      : drivers::Kernel(device, record), code(code) {}
  const KernelCode &code;
};

class Module final : public drivers::Module {
public:
  static Result<std::shared_ptr<drivers::Module>> load(drivers::Device &device, abi::Module module);
  Module(drivers::Device &device, abi::Module record, std::string target, std::shared_ptr<Program> program);

  const drivers::Kernel *kernel(std::string_view name) const override;
  drivers::Memory *global(std::string_view name) const override;

  const std::shared_ptr<Program> program;

private:
  Status findGlobals();

  std::map<std::string, Kernel, std::less<>> kernels_;
  std::map<std::string, std::unique_ptr<drivers::Memory>, std::less<>> globals_;
};

} // namespace hd::drivers::opencl
