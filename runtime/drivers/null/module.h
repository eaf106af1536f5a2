// Modules of the null device: names and signatures, with memory for the globals and no code.
#pragma once

#include "runtime/drivers/driver.h"

#include <map>

namespace hd::drivers::null {

class Module final : public drivers::Module {
public:
  Module(drivers::Device &device, abi::Module module);

  const drivers::Kernel *kernel(std::string_view name) const override;
  drivers::Memory *global(std::string_view name) const override;

private:
  std::map<std::string, drivers::Kernel, std::less<>> kernels_;
  std::map<std::string, std::unique_ptr<drivers::Memory>, std::less<>> globals_;
};

} // namespace hd::drivers::null
