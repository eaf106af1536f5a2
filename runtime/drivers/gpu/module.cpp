#include "runtime/drivers/gpu/module.h"

#include "runtime/abi/symbols.h"
#include "runtime/drivers/gpu/memory.h"

#include <algorithm>

namespace hd::drivers::gpu {

constexpr int kMaxThreadsPerBlock = 0, kSharedBytes = 1; // attributes of functions

static Status corruptImage(const Api &api, const std::string &what) {
  return {StatusCode::corrupt, "the image is damaged: " + what, api.origin};
}

Result<std::shared_ptr<drivers::Module>> Module::load(Device &device, abi::Module module) {
  const Api &api = device.api;
  if (Status status = device.use(); !status)
    return status;
  abi::Image image = std::move(module.images.front());
  module.images.clear();
  if (image.format != api.format)
    return corruptImage(api, "its format is `" + image.format + "`, expected `" + api.format + "`");
  void *handle = nullptr;
  if (Status status = api.load(api, image.bytes, &handle); !status)
    return Status(status.code(), "cannot load module `" + module.name + "`: " + status.message(), api.origin,
                  status.vendor_code());
  auto loaded = std::make_shared<Module>(device, std::move(module), image.target, handle);
  loaded->notes->messages = image.messages;
  if (Status status = loaded->findKernels(image); !status)
    return status;
  if (Status status = loaded->findGlobals(); !status)
    return status;
  return std::shared_ptr<drivers::Module>(std::move(loaded));
}

Module::Module(Device &device, abi::Module record, std::string target, void *handle)
    : drivers::Module(device, std::move(record), std::move(target)), handle_(handle) {}

Module::~Module() {
  owner().giveBack([&api = owner().api, handle = handle_] {
    api.contextSynchronize(); // its kernels may be in flight
    api.moduleUnload(handle);
  });
}

Status Module::findKernels(const abi::Image &image) {
  const Api &api = owner().api;
  for (const abi::Kernel &kernel : record.kernels) {
    auto needs = std::find_if(image.kernels.begin(), image.kernels.end(),
                              [&](const abi::KernelImage &other) { return other.kernel == kernel.name; });
    if (needs == image.kernels.end())
      return corruptImage(api, "it has no record of kernel `" + kernel.name + "`");
    if (needs->usesGlobals)
      return corruptImage(api, "kernel `" + kernel.name + "` wants a block of globals, but they are symbols");
    void *function = nullptr;
    if (int code = api.moduleFunction(&function, handle_, abi::kernelSymbol(kernel.name).c_str()))
      return corruptImage(api, "kernel `" + kernel.name + "` is not in it (" + api.errorName(code) + ")");
    int threads = 0, shared = 0;
    int code = api.functionAttribute(&threads, kMaxThreadsPerBlock, function);
    if (code == 0)
      code = api.functionAttribute(&shared, kSharedBytes, function);
    uint64_t limit = device->properties.shared_bytes_per_block;
    if (code == 0 && api.allowShared && limit > static_cast<uint64_t>(shared))
      code = api.allowShared(function, static_cast<unsigned>(limit) - static_cast<unsigned>(shared));
    if (Status status = owner().check(code, "cannot ask about kernel `" + kernel.name + "`"); !status)
      return status;
    kernels_.try_emplace(kernel.name, *device, kernel, *needs, function, threads);
    notes->records.emplace(kernel.name, kernel);
  }
  return {};
}

Status Module::findGlobals() {
  const Api &api = owner().api;
  for (const abi::Global &global : record.globals) {
    uint64_t address = 0;
    size_t size = 0;
    if (int code = api.moduleGlobal(&address, &size, handle_, abi::globalSymbol(global.name).c_str()))
      return corruptImage(api, "global `" + global.name + "` is not in it (" + api.errorName(code) + ")");
    if (size < global.type.size)
      return corruptImage(api, "global `" + global.name + "` has " + std::to_string(size) + " bytes, not " +
                                   std::to_string(global.type.size));
    globals_.try_emplace(global.name, std::make_unique<Memory>(owner(), address, global.type.size, this));
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

} // namespace hd::drivers::gpu
