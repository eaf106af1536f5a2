// A cpu device with four threads, whatever the machine has, and the test kernels on it.
#pragma once

#include "tests/runtime/conformance/conformance.h"

#include <cstdlib>

namespace hd::test {

class CpuTest : public testing::Test {
protected:
  CpuTest() {
    setenv("HEDDLE_NUM_THREADS", "4", 1);
    device = *Device::open("cpu");
    unsetenv("HEDDLE_NUM_THREADS");
    module = *device.load(kernelsModule());
  }
  Kernel kernel(std::string_view name) { return *module.kernel(name); }

  Device device;
  hd::Module module;
};

} // namespace hd::test
