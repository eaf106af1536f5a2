// The image of kernels.comp: what its kernels need is the same as on OpenCL.
#include "tests/runtime/kernels/kernels.h"

#include <cstring>

namespace hd::test {

static constexpr uint32_t kWords[] = {
#include "tests/runtime/kernels/kernels_spirv.inc"
};

abi::Image vulkanImage(const abi::Module &module) {
  abi::Image image = openclImage(module);
  image.target = "vulkan";
  image.format = "spirv";
  image.bytes.resize(sizeof(kWords));
  std::memcpy(image.bytes.data(), kWords, sizeof(kWords));
  return image;
}

} // namespace hd::test
