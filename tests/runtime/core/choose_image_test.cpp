// The image that a device gets, and what it must offer for it.
#include "runtime/core/choose_image.h"

#include <gtest/gtest.h>

namespace hd::core {
namespace {

abi::Module sample() {
  abi::Kernel kernel;
  kernel.name = "k";
  kernel.staticSharedBytes = 64;
  abi::Module module;
  module.name = "m";
  module.kernels = {kernel};
  for (const char *target : {"abacus:1", "abacus:2"}) {
    abi::Image image;
    image.target = target;
    image.kernels.push_back({.kernel = "k", .features = {}});
    module.images.push_back(image);
  }
  return module;
}

DeviceProperties abacus() {
  DeviceProperties properties;
  properties.name = "abacus:0";
  properties.targets = {"abacus:3", "abacus:2", "abacus:1"};
  properties.shared_bytes_per_block = 1024;
  properties.features = {"f16"};
  return properties;
}

TEST(ChooseImage, FirstOfTheDevicesTargets) {
  Result<abi::Module> chosen = chooseImage(sample(), abacus());
  ASSERT_TRUE(chosen) << chosen.status().to_string();
  ASSERT_EQ(chosen->images.size(), 1u);
  EXPECT_EQ(chosen->images[0].target, "abacus:2");
}

TEST(ChooseImage, NoneSaysWhatThereIs) {
  DeviceProperties device = abacus();
  device.targets = {"abacus:9"};
  Status status = chooseImage(sample(), device).status();
  EXPECT_EQ(status.code(), StatusCode::unsupported);
  EXPECT_EQ(status.message(),
            "module `m` has no code for device `abacus:0`: it has `abacus:1`, `abacus:2`, the "
            "device takes `abacus:9`; and it carries no IR to compile");
}

TEST(ChooseImage, WithIRButNoCompiler) {
  DeviceProperties device = abacus();
  device.targets = {"abacus:9"};
  abi::Module module = sample();
  module.ir = {1};
  EXPECT_NE(chooseImage(module, device).status().message().find("no compiler is linked in"),
            std::string::npos);
}

TEST(ChooseImage, MissingFeaturesAreNamed) {
  abi::Module module = sample();
  module.images[1].kernels[0].features = {"f16", "f64"};
  Status status = chooseImage(module, abacus()).status();
  EXPECT_EQ(status.code(), StatusCode::unsupported);
  EXPECT_EQ(status.message(), "kernel `k` needs `f64`, which device `abacus:0` lacks; it has `f16`");
}

TEST(ChooseImage, SharedMemoryIsTheImages) {
  abi::Module module = sample();
  module.images[1].kernels[0].sharedBytes = 128;
  EXPECT_EQ(chooseImage(module, abacus())->kernels[0].staticSharedBytes, 128u);
  module.images[1].kernels[0].sharedBytes = 1025;
  Result<abi::Module> chosen = chooseImage(module, abacus());
  ASSERT_TRUE(chosen); // the module's other kernels are fine
  Status status = checkSharedMemory(chosen->kernels[0], abacus());
  EXPECT_EQ(status.code(), StatusCode::unsupported);
  EXPECT_EQ(status.message(),
            "kernel `k` needs 1025 bytes of shared memory per block, device `abacus:0` has 1024");
}

TEST(ChooseImage, DevicesThatExecuteNothingTakeAll) {
  DeviceProperties device = abacus();
  device.executes_kernels = false;
  device.targets.clear();
  EXPECT_EQ(chooseImage(sample(), device)->images.size(), 2u);
}

} // namespace
} // namespace hd::core
