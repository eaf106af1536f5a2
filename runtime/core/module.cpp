#include "runtime/abi/symbols.h"
#include "runtime/drivers/driver.h"

namespace hd {

static Status emptyModule() { return {StatusCode::invalid_argument, "the module is empty", "module"}; }

template <class Items> static std::string namesOf(const Items &items) {
  std::string names;
  for (const auto &item : items)
    names += (names.empty() ? "`" : ", `") + item.name + "`";
  return names.empty() ? "none" : names;
}

Result<Kernel> Module::kernel(std::string_view name) const {
  if (!module_)
    return emptyModule();
  if (const drivers::Kernel *kernel = module_->kernel(name))
    return Kernel(module_, kernel);
  for (const abi::Kernel &record : module_->record.kernels) // `f<int,4>` for `f<int, 4>`
    if (abi::isSameName(record.name, name))
      return Kernel(module_, module_->kernel(record.name));
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
