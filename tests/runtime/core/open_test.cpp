// Opening devices: selectors, environment variables, and what does not exist.
#include "tests/runtime/conformance/conformance.h"

#include <cstdlib>

namespace hd::test {
namespace {

class Variable {
public:
  Variable(const char *name, const char *value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }

private:
  const char *name_;
};

TEST(Open, UnknownDriverListsThose) {
  EXPECT_FAILS(Device::open("abacus:0").status(), StatusCode::not_found, "`cpu`");
  EXPECT_FAILS(Device::open("").status(), StatusCode::not_found, "no driver");
  EXPECT_FAILS(Device::open("cpu:").status(), StatusCode::invalid_argument, "nothing follows");
}

TEST(Open, ForcedTarget) {
  Result<Device> device = Device::open("cpu:sse4");
  ASSERT_TRUE(device);
  EXPECT_EQ(device->properties().targets, std::vector<std::string>{"cpu:sse4"});
  EXPECT_EQ(device->load(kernelsModule())->target(), "cpu:sse4");
  EXPECT_FAILS(Device::open("cpu:mmx").status(), StatusCode::invalid_argument,
               "expected one of `cpu:avx512`");
}

TEST(Open, TargetFromTheEnvironment) {
  Variable variable("HEDDLE_CPU_TARGET", "cpu:sse4");
  EXPECT_EQ(Device::open("cpu")->properties().targets, std::vector<std::string>{"cpu:sse4"});
  Variable wrong("HEDDLE_CPU_TARGET", "sse9");
  EXPECT_FAILS(Device::open("cpu").status(), StatusCode::invalid_argument, "HEDDLE_CPU_TARGET");
}

TEST(Open, ThreadsFromTheEnvironment) {
  for (const char *bad : {"0", "x", "-1", "1025", "3 "}) {
    Variable variable("HEDDLE_NUM_THREADS", bad);
    EXPECT_FAILS(Device::open("cpu").status(), StatusCode::invalid_argument, "HEDDLE_NUM_THREADS");
  }
  Variable variable("HEDDLE_NUM_THREADS", "3");
  EXPECT_EQ(Device::open("cpu")->properties().parallelism, 3u);
}

TEST(Open, ModuleWithoutCodeForTheDevice) {
  abi::Module module = kernelsModule();
  std::erase_if(module.images, [](const abi::Image &image) { return image.target != "cpu:avx512"; });
  EXPECT_FAILS(Device::open("cpu:sse4")->load(module).status(), StatusCode::unsupported,
               "it has `cpu:avx512`");
}

TEST(Open, EmptyDeviceIsAStatus) {
  Device device;
  EXPECT_EQ(device.load(kernelsModule()).status().code(), StatusCode::invalid_argument);
  EXPECT_EQ(Buffer<int>(device, 4).status().code(), StatusCode::invalid_argument);
  EXPECT_EQ(device.synchronize().code(), StatusCode::invalid_argument);
}

} // namespace
} // namespace hd::test
