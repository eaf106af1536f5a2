// Modules as gpu_pack makes them, in the folder that HEDDLE_TEST_MODULES names, load on the tests' vendor
// library: their kernels and globals are found under the names that the driver asks for.
#include "runtime/abi/module_file.h"
#include "tests/runtime/conformance/conformance.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace hd::test {
namespace {

abi::Module read(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  abi::ReadModule read = abi::readModule(bytes);
  EXPECT_TRUE(read) << path << ": " << read.error;
  return read ? std::move(*read.module) : abi::Module();
}

void expectLoads(const Device &device, const abi::Module &module, const std::string &target) {
  abi::Module one = module;
  std::erase_if(one.images, [&](const abi::Image &image) { return image.target != target; });
  ASSERT_EQ(one.images.size(), 1u) << target;
  Result<Module> loaded = device.load(one);
  ASSERT_TRUE(loaded) << target << ": " << loaded.status().to_string();
  for (const abi::Kernel &kernel : module.kernels)
    EXPECT_OK(loaded->kernel(kernel.name).status());
  for (const abi::Global &global : module.globals)
    EXPECT_OK(loaded->global(global.name).status());
}

TEST(PackedModules, LoadForEveryArchitecture) {
  const char *folder = std::getenv("HEDDLE_TEST_MODULES");
  if (!folder || !std::getenv("HEDDLE_CUDA_LIBRARY"))
    GTEST_SKIP() << "runs with HEDDLE_TEST_MODULES and the tests' HEDDLE_CUDA_LIBRARY";
  Device device = *Device::open("cuda:0");
  size_t modules = 0;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".hdm")
      continue;
    SCOPED_TRACE(entry.path());
    abi::Module module = read(entry.path());
    for (const char *target : {"nvptx:sm_70", "nvptx:sm_80", "nvptx:sm_90"})
      expectLoads(device, module, target);
    ++modules;
  }
  EXPECT_GT(modules, 50u);
}

} // namespace
} // namespace hd::test
