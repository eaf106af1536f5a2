#include "runtime/abi/symbols.h"
#include "runtime/core/choose_image.h"
#include "runtime/drivers/driver.h"

namespace hd {

static Status emptyModule() { return {StatusCode::invalid_argument, "the module is empty", "module"}; }

template <class Items> static std::string namesOf(const Items &items) {
  std::string names;
  for (const auto &item : items)
    names += (names.empty() ? "`" : ", `") + item.name + "`";
  return names.empty() ? "none" : names;
}

static const drivers::Kernel *find(const drivers::Module &module, std::string_view name) {
  if (const drivers::Kernel *kernel = module.kernel(name))
    return kernel;
  for (const abi::Kernel &record : module.record.kernels) // `f<int,4>` for `f<int, 4>`
    if (abi::isSameName(record.name, name))
      return module.kernel(record.name);
  return nullptr;
}

Result<Kernel> Module::kernel(std::string_view name) const {
  if (!module_)
    return emptyModule();
  if (const drivers::Kernel *kernel = find(*module_, name)) {
    if (Status status = core::checkSharedMemory(*kernel->record, kernel->device->properties); !status)
      return status;
    return Kernel(module_, kernel);
  }
  return Status(StatusCode::not_found,
                "no kernel `" + std::string(name) + "` in module `" + module_->record.name +
                    "`; it has: " + namesOf(module_->record.kernels),
                "module");
}

std::vector<std::string> Module::kernel_names() const {
  std::vector<std::string> names;
  if (module_)
    for (const abi::Kernel &kernel : module_->record.kernels)
      names.push_back(kernel.name);
  return names;
}

Result<BufferView> Module::global(std::string_view name) const {
  if (!module_)
    return emptyModule();
  drivers::Memory *memory = module_->global(name);
  if (!memory)
    return Status(StatusCode::not_found,
                  "no global `" + std::string(name) + "` in module `" + module_->record.name +
                      "`; it has: " + namesOf(module_->record.globals),
                  "module");
  return BufferView(memory->keepAlive(), 0, memory->size, {});
}

const std::string &Module::target() const {
  static const std::string none;
  return module_ ? module_->target : none;
}

} // namespace hd
