#include "runtime/drivers/null/module.h"

#include "runtime/drivers/null/memory.h"

namespace hd::drivers::null {

static abi::Module withoutImages(abi::Module module) {
  module.images.clear();
  return module;
}

Module::Module(drivers::Device &device, abi::Module module)
    : drivers::Module(device, withoutImages(std::move(module)), "null") {
  for (const abi::Kernel &kernel : record.kernels)
    kernels_.try_emplace(kernel.name, device, kernel);
  for (const abi::Global &global : record.globals) {
    uint64_t size = global.type.size;
    globals_.try_emplace(global.name,
                         std::make_unique<Memory>(device, std::make_unique<std::byte[]>(size), size, this));
  }
}

const drivers::Kernel *Module::kernel(std::string_view name) const {
  auto found = kernels_.find(name);
  return found == kernels_.end() ? nullptr : &found->second;
}

drivers::Memory *Module::global(std::string_view name) const {
  auto found = globals_.find(name);
  return found == globals_.end() ? nullptr : found->second.get();
}

} // namespace hd::drivers::null
