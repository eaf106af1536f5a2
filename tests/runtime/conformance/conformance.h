// Every test of the suite runs on every device of the registry that this machine has. What needs kernels to
// have an effect skips devices that execute none.
#pragma once

#include "heddle/heddle.h"
#include "tests/runtime/kernels/kernels.h"

#include <gtest/gtest.h>

namespace hd::test {

class Conformance : public testing::TestWithParam<std::string> {
protected:
  void SetUp() override {
    Result<Device> opened = Device::open(GetParam());
    ASSERT_TRUE(opened) << opened.status().to_string();
    device = *opened;
    Result<hd::Module> loaded = device.load(kernelsModule());
    if (!loaded && loaded.status().code() == StatusCode::unsupported)
      GTEST_SKIP() << loaded.status().to_string();
    ASSERT_TRUE(loaded) << loaded.status().to_string();
    module = *loaded;
  }
  Kernel kernel(std::string_view name) {
    Result<Kernel> found = module.kernel(name);
    EXPECT_TRUE(found) << found.status().to_string();
    return found ? *found : Kernel();
  }
  bool executes() const { return device.properties().executes_kernels; }

  Device device;
  hd::Module module;
};

inline std::vector<std::string> presentDevices() {
  std::vector<std::string> names;
  for (const DeviceInfo &info : Device::list())
    if (info.status)
      names.push_back(info.name);
  return names;
}

inline std::string testName(const testing::TestParamInfo<std::string> &info) {
  std::string name = info.param;
  for (char &c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)))
      c = '_';
  return name;
}

#define HD_ON_EVERY_DEVICE(suite)                                                                            \
  INSTANTIATE_TEST_SUITE_P(Devices, suite, testing::ValuesIn(presentDevices()), testName)

#define EXPECT_OK(expression)                                                                                \
  do {                                                                                                       \
    ::hd::Status okStatus = (expression);                                                                    \
    EXPECT_TRUE(okStatus.ok()) << okStatus.to_string();                                                      \
  } while (false)

// The status is of this code and its message contains the text.
#define EXPECT_FAILS(expression, expectedCode, text)                                                         \
  do {                                                                                                       \
    ::hd::Status failedStatus = (expression);                                                                \
    EXPECT_EQ(failedStatus.code(), expectedCode) << failedStatus.to_string();                                \
    EXPECT_NE(failedStatus.message().find(text), std::string::npos) << failedStatus.to_string();             \
  } while (false)

} // namespace hd::test
