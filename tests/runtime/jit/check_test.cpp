// The checker from C++: CompileOptions::check, Device::take_findings, and what only a host program can do
// wrong.
#include "heddle/heddle.h"

#include <gtest/gtest.h>

namespace hd {
namespace {

class Checker : public testing::Test {
protected:
  void SetUp() override {
    device = Device::open("cpu").value();
    CompileOptions options;
    options.check = true;
    options.use_cache = false;
    auto compiled = device.compile_source(source(R"(
__global__ void copy(int n, const int *from, int *to) {
  for (int i = threadIdx.x; i < n; i += blockDim.x)
    to[i] = from[i];
}
__global__ void keep(int **place, int *what) { *place = what; }
__global__ void use(int **place) { **place = 1; }
)",
                                                 "checked.hd"),
                                          options);
    ASSERT_TRUE(compiled) << compiled.status().to_string();
    module = *compiled;
    device.take_findings();
  }

  template <class... Args> Status launch(const char *kernel, const Args &...args) {
    return module.kernel(kernel)->launch({.grid = {1}, .block = {32}}, args...);
  }

  // All findings so far, as text.
  std::string found() {
    std::string text;
    for (const Finding &finding : device.take_findings())
      text += to_string(finding);
    return text;
  }

  Device device;
  Module module;
};

TEST_F(Checker, NothingIsFoundInWhatIsRight) {
  Buffer<int> from(device, 64), to(device, 64);
  std::vector<int> ones(64, 1);
  ASSERT_TRUE(from.view().copy_from(std::span<const int>(ones)));
  EXPECT_TRUE(launch("copy", 64, from, to));
  EXPECT_TRUE(launch("copy", 64, to, from)); // what a kernel wrote has a value
  EXPECT_EQ(found(), "");
}

TEST_F(Checker, BuffersWithoutContents) {
  Buffer<int> from(device, 64), to(device, 64);
  Status status = launch("copy", 64, from, to);
  EXPECT_EQ(status.code(), StatusCode::kernel_failed);
  EXPECT_NE(
      status.message().find("the checker found 64 errors, the first at checked.hd:4: read of 4 bytes that "
                            "have no value"),
      std::string::npos)
      << status.message();
  std::vector<Finding> findings = device.take_findings();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, FindingKind::uninitialized);
  EXPECT_EQ(findings[0].count, 64u);
  EXPECT_EQ(findings[0].kernel, "copy");
  EXPECT_EQ(findings[0].place.line, 4u);
}

TEST_F(Checker, HalfWrittenBuffers) {
  Buffer<int> from(device, 64), to(device, 64);
  std::vector<int> half(32, 1);
  ASSERT_TRUE(from.view().slice(0, 32 * sizeof(int)).copy_from(std::span<const int>(half)));
  EXPECT_TRUE(launch("copy", 32, from, to));
  EXPECT_FALSE(launch("copy", 64, from, to));
  EXPECT_NE(found().find("nothing was written to byte 128 of `from`"), std::string::npos);
}

TEST_F(Checker, FreedBuffers) {
  Buffer<int *> place(device, 1);
  {
    Buffer<int> what(device, 64);
    EXPECT_TRUE(launch("keep", place, what));
  }
  EXPECT_FALSE(launch("use", place));
  EXPECT_NE(found().find("in a buffer that has been freed"), std::string::npos);
}

TEST_F(Checker, NullPointers) {
  Buffer<int> to(device, 64);
  EXPECT_FALSE(launch("copy", 64, nullptr, to));
  EXPECT_NE(found().find("read of 4 bytes through `from` at address 0x0: the pointer is null"),
            std::string::npos);
}

} // namespace
} // namespace hd
