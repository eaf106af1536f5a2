// Images for the vendor libraries of tests/runtime/drivers/gpu, which have the kernels built in.
#include "tests/runtime/kernels/kernels.h"

#include <string_view>

namespace hd::test {

abi::Image fakeGpuImage(const abi::Module &module, std::string target, std::string format) {
  abi::Image image = openclImage(module);
  image.target = std::move(target);
  image.format = std::move(format);
  constexpr std::string_view kCode = "fake";
  image.bytes.assign(kCode.begin(), kCode.end());
  image.globals.clear();
  image.globalBytes.clear();
  for (abi::KernelImage &kernel : image.kernels) {
    kernel.usesGlobals = false;
    if (kernel.kernel == "visit")
      kernel.threadsAtATime = 3;
  }
  return image;
}

} // namespace hd::test
