// Requests and results survive the border of the compiler library.
#include "runtime/jit/digest.h"
#include "runtime/jit/fields.h"

#include <gtest/gtest.h>

namespace hd::jit {
namespace {

TEST(Fields, RequestSurvives) {
  Request from;
  from.files = {{"a.hd", "text\0with nul"}, {"b.hd", std::nullopt}};
  from.includeDirs = {"x", "y"};
  from.defines = {{"N", "1=2"}, {"M", ""}};
  from.kernels = {"reduce<float, 256>"};
  from.targets = {"cpu:avx2"};
  from.emit = "obj";
  from.moduleName = "m";
  from.optimization = 1;
  from.jobs = 3;
  from.debugLines = from.check = from.header = from.color = from.jsonDiagnostics = true;
  Request to;
  writeRequest(
      from, [&](const char *key, std::string_view value) { EXPECT_TRUE(readRequestField(to, key, value)); });
  DigestBuilder first, second;
  writeRequest(from, [&](const char *key, std::string_view value) { first.add(key).add(value); });
  writeRequest(to, [&](const char *key, std::string_view value) { second.add(key).add(value); });
  EXPECT_EQ(first.finish(), second.finish());
  EXPECT_EQ(to.files[0].text, from.files[0].text);
  EXPECT_EQ(to.defines, from.defines);
  EXPECT_EQ(to.kernels, from.kernels);
  EXPECT_EQ(to.jobs, 3u);
}

TEST(Fields, UnknownOnesAreRefused) {
  Request request;
  EXPECT_FALSE(readRequestField(request, "warp-size", "64"));
  EXPECT_FALSE(readRequestField(request, "optimization", "9"));
  EXPECT_FALSE(readRequestField(request, "jobs", "two"));
  EXPECT_FALSE(readRequestField(request, "text", "without a file"));
}

TEST(Digest, FieldsDoNotRunTogether) {
  EXPECT_NE(DigestBuilder().add("ab").add("c").finish(), DigestBuilder().add("a").add("bc").finish());
  EXPECT_EQ(digestOf("").size(), 32u);
}

} // namespace
} // namespace hd::jit
