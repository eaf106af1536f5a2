// Every function of the math library and every operation that rounds gives the same bits on all devices. The
// kernels are in inputs/kernels.hd, compiled ahead; HEDDLE_TEST_MATH names another module of them,
// HEDDLE_TEST_MATH_COUNT how many arguments each gets.
#include "heddle/heddle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace hd::test {
namespace {

constexpr unsigned kBlock = 256, kMostBlocks = 1 << 14;

std::string modulePath() {
  const char *path = std::getenv("HEDDLE_TEST_MATH");
#ifdef HEDDLE_TEST_MATH
  return path ? path : HEDDLE_TEST_MATH;
#else
  return path ? path : "";
#endif
}

uint64_t argumentCount() {
  const char *count = std::getenv("HEDDLE_TEST_MATH_COUNT");
  return count ? std::strtoull(count, nullptr, 0) : uint64_t{1} << 16;
}

// What executes kernels, with each target that can be forced by name as a device.
std::vector<std::string> presentDevices() {
  std::vector<std::string> names;
  for (const DeviceInfo &info : Device::list()) {
    Result<Device> device = info.status ? Device::open(info.name) : Result<Device>(info.status);
    if (!device || !device->properties().executes_kernels)
      continue;
    names.push_back(info.name);
    for (const std::string &target : device->properties().targets)
      if (target.starts_with(info.name + ":"))
        names.push_back(target);
  }
  return names;
}

std::string testName(const testing::TestParamInfo<std::string> &info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), ':', '_');
  return name;
}

// The exception of docs/math.md: some Vulkan drivers flush denormal floats, as arguments and on the way.
// Their results may differ where the kernel says that it is near them.
bool flushesDenormals(const std::string &name, const Device &device) {
  const std::vector<std::string> &features = device.properties().features;
  return name.starts_with("vulkan") &&
         std::find(features.begin(), features.end(), "denormals") == features.end();
}

class MathOnDevices : public testing::TestWithParam<std::string> {
protected:
  struct Side {
    Device device;
    Module module;
    Buffer<uint64_t> results;
  };

  static Result<Side> open(const std::string &name, uint64_t count) {
    Result<Device> device = Device::open(name);
    if (!device)
      return device.status();
    Result<Module> module = device->load(std::filesystem::path(modulePath()));
    if (!module)
      return module.status();
    Side side{*device, *module, Buffer<uint64_t>(*device, count)};
    return side.results.status() ? Result<Side>(std::move(side)) : Result<Side>(side.results.status());
  }

  enum What : uint8_t { kPatterns, kWhetherNearDenormals };
  static void run(Side &side, const std::string &kernel, uint64_t first, What what,
                  std::vector<uint64_t> &results) {
    Result<Kernel> found = side.module.kernel(kernel);
    ASSERT_TRUE(found) << found.status().to_string();
    Status status =
        found->launch({.grid = {static_cast<unsigned>(results.size() / kBlock)}, .block = {kBlock}}, first,
                      what == kWhetherNearDenormals, side.results);
    ASSERT_TRUE(status) << status.to_string();
    status = side.results.copy_to(std::span(results));
    ASSERT_TRUE(status) << status.to_string();
  }
};

TEST_P(MathOnDevices, SameBitsAsTheCpu) {
  if (modulePath().empty())
    GTEST_SKIP() << "HEDDLE_TEST_MATH names no module of the kernels";
  const uint64_t count = (argumentCount() + kBlock - 1) / kBlock * kBlock;
  const uint64_t part = std::min<uint64_t>(count, uint64_t{kMostBlocks} * kBlock);
  Result<Side> cpu = open("cpu", part), other = open(GetParam(), part);
  ASSERT_TRUE(cpu) << cpu.status().to_string();
  if (other.status().code() == StatusCode::unsupported)
    GTEST_SKIP() << other.status().to_string();
  ASSERT_TRUE(other) << other.status().to_string();
  const bool flushes = flushesDenormals(GetParam(), other->device);
  for (const std::string &kernel : cpu->module.kernel_names()) {
    uint64_t different = 0;
    std::string example;
    for (uint64_t first = 0; first < count; first += part) {
      std::vector<uint64_t> expected(std::min(part, count - first)), found(expected.size()), nearDenormals;
      run(*cpu, kernel, first, kPatterns, expected);
      run(*other, kernel, first, kPatterns, found);
      if (flushes) {
        nearDenormals.resize(expected.size());
        run(*cpu, kernel, first, kWhetherNearDenormals, nearDenormals);
      }
      if (HasFatalFailure())
        return;
      for (size_t i = 0; i < found.size(); ++i)
        if (found[i] != expected[i] && !(flushes && nearDenormals[i]) && different++ == 0) {
          char text[96];
          std::snprintf(text, sizeof text, "argument %llu gives %llx, on the cpu %llx",
                        static_cast<unsigned long long>(first + i), static_cast<unsigned long long>(found[i]),
                        static_cast<unsigned long long>(expected[i]));
          example = text;
        }
    }
    EXPECT_EQ(different, 0u) << kernel << ": of " << count << " results; " << example;
  }
}
INSTANTIATE_TEST_SUITE_P(Devices, MathOnDevices, testing::ValuesIn(presentDevices()), testName);

} // namespace
} // namespace hd::test
