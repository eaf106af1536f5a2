// Modules: compiled kernels and globals, loaded on one device.
#pragma once

#include "heddle/kernel.h"

#include <string_view>
#include <vector>

namespace hd {

// A handle made by Device::load and Device::compile_*; copies mean the same loaded code.
class Module {
public:
  Module() = default;
  explicit Module(std::shared_ptr<drivers::Module> module) : module_(std::move(module)) {}

  // not_found lists the kernels that there are.
  Result<Kernel> kernel(std::string_view name) const;
  std::vector<std::string> kernel_names() const;
  // The memory of a `__device__` or `__constant__` variable; keeps the module alive.
  Result<BufferView> global(std::string_view name) const;
  // The target whose image was loaded, e.g. `cpu:avx512`.
  const std::string &target() const;

  const std::shared_ptr<drivers::Module> &driver() const { return module_; }

private:
  std::shared_ptr<drivers::Module> module_;
};

} // namespace hd
