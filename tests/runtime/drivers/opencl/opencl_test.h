// A device of the opencl driver, and modules of OpenCL C written in the test.
#pragma once

#include "tests/runtime/conformance/conformance.h"

namespace hd::test {

class OpenclTest : public testing::Test {
protected:
  void SetUp() override {
    Result<Device> opened = Device::open("opencl:0");
    if (!opened)
      GTEST_SKIP() << opened.status().to_string();
    device = *opened;
  }
  // One kernel `k` without parameters.
  static abi::Module module(const std::string &source) {
    abi::Module module;
    module.name = "m";
    module.kernels.resize(1);
    module.kernels[0].name = "k";
    abi::Image image;
    image.target = "opencl";
    image.format = "opencl-c";
    image.bytes.assign(source.begin(), source.end());
    image.kernels.resize(1);
    image.kernels[0].kernel = "k";
    module.images.push_back(image);
    return module;
  }

  Device device;
};

} // namespace hd::test
