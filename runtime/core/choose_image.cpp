#include "runtime/core/choose_image.h"

#include "runtime/core/compiler_hook.h"

#include <algorithm>

namespace hd::core {
namespace {

Status unsupported(std::string message) { return {StatusCode::unsupported, std::move(message), "module"}; }

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "`" : ", `") + name + "`";
  return text.empty() ? "none" : text;
}

// What is the matter and what is there instead; `why` says why no image was made.
Status noImage(const abi::Module &module, const DeviceProperties &device, const std::string &why) {
  std::vector<std::string> present;
  for (const abi::Image &image : module.images)
    present.push_back(image.target);
  return unsupported("module `" + module.name + "` has no code for device `" + device.name + "`: it has " +
                     joined(present) + ", the device takes " + joined(device.targets) + "; " + why);
}

const abi::Image *findImage(const abi::Module &module, const DeviceProperties &device) {
  for (const std::string &target : device.targets)
    for (const abi::Image &image : module.images)
      if (image.target == target)
        return &image;
  return nullptr;
}

Result<abi::Image> compileImage(const abi::Module &module, const DeviceProperties &device) {
  if (module.ir.empty())
    return noImage(module, device, "and it carries no IR to compile");
  if (!hasCompiler())
    return noImage(module, device, "it carries IR, but no compiler is linked in (heddle::jit)");
  if (device.targets.empty())
    return noImage(module, device, "there is nothing to compile its IR for");
  CompileRequest request;
  request.module = &module;
  request.target = device.targets.front();
  Result<abi::Module> compiled = compile(request);
  if (!compiled) {
    std::string reason = compiled.status().message();
    reason.erase(reason.find_last_not_of('\n') + 1);
    return noImage(module, device, "compiling its IR for `" + request.target + "` failed: " + reason);
  }
  if (compiled->images.size() != 1)
    return noImage(module, device, "the compiler made no image of its IR");
  return std::move(compiled->images.front());
}

Status checkFeatures(const abi::KernelImage &kernel, const DeviceProperties &device) {
  std::vector<std::string> missing;
  for (const std::string &feature : kernel.features)
    if (std::find(device.features.begin(), device.features.end(), feature) == device.features.end())
      missing.push_back(feature);
  if (missing.empty())
    return {};
  return unsupported("kernel `" + kernel.kernel + "` needs " + joined(missing) + ", which device `" +
                     device.name + "` lacks; it has " + joined(device.features));
}

} // namespace

Status checkSharedMemory(const abi::Kernel &kernel, const DeviceProperties &device) {
  if (!device.executes_kernels || kernel.staticSharedBytes <= device.shared_bytes_per_block)
    return {};
  return unsupported("kernel `" + kernel.name + "` needs " + std::to_string(kernel.staticSharedBytes) +
                     " bytes of shared memory per block, device `" + device.name + "` has " +
                     std::to_string(device.shared_bytes_per_block));
}

Result<abi::Module> chooseImage(abi::Module module, const DeviceProperties &device) {
  if (!device.executes_kernels)
    return module;
  const abi::Image *found = findImage(module, device);
  Result<abi::Image> image = found ? Result<abi::Image>(*found) : compileImage(module, device);
  if (!image)
    return image.status();
  for (const abi::KernelImage &needs : image->kernels) {
    if (Status status = checkFeatures(needs, device); !status)
      return status;
    for (abi::Kernel &kernel : module.kernels)
      if (kernel.name == needs.kernel)
        kernel.staticSharedBytes = std::max(kernel.staticSharedBytes, needs.sharedBytes);
  }
  module.ir.clear();
  std::vector<abi::Image> chosen;
  chosen.push_back(std::move(*image));
  module.images = std::move(chosen);
  return module;
}

} // namespace hd::core
