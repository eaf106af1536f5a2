// Selectors of devices by number, and what is said of those that name none.
#include "runtime/drivers/device_number.h"

#include <gtest/gtest.h>

namespace hd::drivers {
namespace {

TEST(DeviceNumber, IsRead) {
  EXPECT_EQ(deviceNumber("opencl", "0", 1).value(), 0u);
  EXPECT_EQ(deviceNumber("opencl", "11", 12).value(), 11u);
}

TEST(DeviceNumber, WhatIsThereIsSaid) {
  const Status one = deviceNumber("vulkan", "1", 1).status(), more = deviceNumber("hip", "7", 4).status();
  EXPECT_EQ(one.code(), StatusCode::not_found);
  EXPECT_EQ(one.message(), "there is no device `vulkan:1`, this machine has `vulkan:0`");
  EXPECT_EQ(more.message(), "there is no device `hip:7`, this machine has `hip:0` to `hip:3`");
  EXPECT_EQ(deviceNumber("hip", "99999999999999999999999", 4).status().code(), StatusCode::not_found);
}

TEST(DeviceNumber, OtherTextIsNoNumber) {
  for (const char *text : {"", "x", "-1", "1x", " 1"}) {
    const Status status = deviceNumber("cuda", text, 4).status();
    EXPECT_EQ(status.code(), StatusCode::invalid_argument) << text;
    EXPECT_EQ(status.message(),
              "`cuda:" + std::string(text) + "` does not name a device, expected a number as in `cuda:0`");
  }
}

} // namespace
} // namespace hd::drivers
