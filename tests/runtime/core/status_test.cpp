// Status and Result: what they carry, and what a careless dereference does.
#include "heddle/heddle.h"

#include <gtest/gtest.h>

namespace hd {
namespace {

TEST(Status, OkIsEmpty) {
  Status status;
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.code(), StatusCode::ok);
  EXPECT_EQ(status.to_string(), "ok");
  EXPECT_EQ(status.message(), "");
}

TEST(Status, CarriesCodeMessageOriginAndVendorCode) {
  Status status(StatusCode::device_error, "no context", "cuda:0", 201);
  EXPECT_FALSE(status);
  EXPECT_EQ(status.to_string(), "cuda:0: no context");
  EXPECT_EQ(status.vendor_code(), 201);
  Status copy = status;
  EXPECT_EQ(copy.message(), "no context");
}

TEST(Result, HoldsAValueOrAStatus) {
  Result<std::unique_ptr<int>> value(std::make_unique<int>(4));
  EXPECT_TRUE(value);
  EXPECT_TRUE(value.status().ok());
  EXPECT_EQ(**value, 4);
  std::unique_ptr<int> taken = std::move(*value);
  EXPECT_EQ(*taken, 4);
  Result<int> failed(Status(StatusCode::not_found, "nothing"));
  EXPECT_FALSE(failed);
  EXPECT_EQ(failed.status().code(), StatusCode::not_found);
}

TEST(ResultDeathTest, DereferencingAFailureSaysWhy) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Result<int> failed(Status(StatusCode::not_found, "no driver for device `abacus`"));
  EXPECT_DEATH((void)*failed, "no driver for device `abacus`");
}

TEST(Dim3, ValuesThatDoNotFitSaturate) {
  EXPECT_EQ(Dim3(-1).x, UINT32_MAX);
  EXPECT_EQ(Dim3(int64_t{1} << 40).x, UINT32_MAX);
  EXPECT_EQ(Dim3(2, 3u, 4L).count(), 24u);
}

} // namespace
} // namespace hd
