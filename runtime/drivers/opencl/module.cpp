#include "runtime/drivers/opencl/module.h"

#include "runtime/drivers/opencl/device.h"
#include "runtime/drivers/opencl/memory.h"

#include <algorithm>

namespace hd::drivers::opencl {

Result<std::shared_ptr<drivers::Module>> Module::load(drivers::Device &device, abi::Module module) {
  abi::Image image = std::move(module.images.front());
  std::string target = image.target;
  module.images.clear();
  Result<std::shared_ptr<Program>> program =
      Program::build(static_cast<Device &>(device), module, std::move(image));
  if (!program)
    return program.status();
  auto loaded = std::make_shared<Module>(device, std::move(module), std::move(target), std::move(*program));
  if (Status status = loaded->findGlobals(); !status)
    return status;
  return std::shared_ptr<drivers::Module>(std::move(loaded));
}

Module::Module(drivers::Device &device, abi::Module module, std::string target,
               std::shared_ptr<Program> program)
    : drivers::Module(device, std::move(module), std::move(target)), program(std::move(program)) {
  for (const abi::Kernel &kernel : record.kernels)
    kernels_.try_emplace(kernel.name, device, kernel, this->program->kernels.at(kernel.name));
}

Status Module::findGlobals() {
  for (const abi::Global &global : record.globals) {
    auto slot = std::find_if(program->slots.begin(), program->slots.end(),
                             [&](const abi::GlobalSlot &other) { return other.name == global.name; });
    if (slot == program->slots.end() || slot->size < global.type.size)
      return {StatusCode::corrupt,
              "the opencl image is damaged: it has no place for global `" + global.name + "`", "opencl"};
    globals_.try_emplace(global.name, std::make_unique<Memory>(*device, program->globals, slot->offset,
                                                               global.type.size, this));
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

} // namespace hd::drivers::opencl
