// The cache on disk: hits, stale includes, damage, directories that cannot be used, eviction, and many
// processes at once.
#include "runtime/jit/cache.h"

#include "runtime/jit/digest.h"
#include "runtime/jit/file.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace hd::jit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CacheTest : public testing::Test {
protected:
  void SetUp() override {
    directory = fs::path(testing::TempDir()) / ("heddle_cache_" + std::to_string(getpid()));
    fs::remove_all(directory);
  }
  void TearDown() override { fs::remove_all(directory); }

  Cache cache(uint64_t limit = Cache::kDefaultLimit) {
    return Cache((directory / "cache").string(), limit,
                 [this](const std::string &text) { warnings.push_back(text); });
  }
  FileRead include(const std::string &text) {
    fs::create_directories(directory);
    std::string path = (directory / "include.h").string(), reason;
    EXPECT_TRUE(writeFile(path, text, reason)) << reason;
    return {path, digestOf(text)};
  }
  std::vector<fs::path> files(const char *extension) {
    std::vector<fs::path> found;
    for (const auto &entry : fs::directory_iterator(directory / "cache"))
      if (entry.path().extension() == extension)
        found.push_back(entry.path());
    return found;
  }

  fs::path directory;
  std::vector<std::string> warnings;
};

const std::string kRequest = digestOf("request");

TEST_F(CacheTest, FindsWhatWasStored) {
  EXPECT_FALSE(cache().find(kRequest));
  cache().store(kRequest, {}, {"module", "warning"});
  auto hit = cache().find(kRequest);
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->output, "module");
  EXPECT_EQ(hit->diagnostics, "warning");
  EXPECT_FALSE(cache().find(digestOf("another request")));
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(CacheTest, AChangedIncludeIsAMissAndTheOldContentAHitAgain) {
  cache().store(kRequest, {include("first")}, {"1", ""});
  EXPECT_TRUE(cache().find(kRequest));
  FileRead second = include("second");
  EXPECT_FALSE(cache().find(kRequest));
  cache().store(kRequest, {second}, {"2", ""});
  EXPECT_EQ(cache().find(kRequest)->output, "2");
  include("first");
  EXPECT_EQ(cache().find(kRequest)->output, "1");
  fs::remove(second.path);
  EXPECT_FALSE(cache().find(kRequest));
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(CacheTest, DamageIsAWarningAndAMiss) {
  for (const char *extension : {".entry", ".manifest"}) {
    for (bool truncate : {false, true}) {
      warnings.clear();
      cache().store(kRequest, {include("text")}, {"module", ""});
      fs::path victim = files(extension).front();
      std::string bytes = *readFile(victim.string()), reason;
      if (truncate)
        bytes.resize(bytes.size() / 2);
      else
        bytes.back() ^= 1;
      ASSERT_TRUE(writeFile(victim.string(), bytes, reason));
      EXPECT_FALSE(cache().find(kRequest));
      EXPECT_THAT(warnings, ElementsAre(HasSubstr("is damaged; compiling again")));
      EXPECT_FALSE(cache().find(kRequest)); // removed: no second warning
      EXPECT_EQ(warnings.size(), 1u);
    }
  }
}

TEST_F(CacheTest, ADirectoryThatCannotBeMadeIsAWarning) {
  include("a file where the directory should be");
  Cache cache((directory / "include.h" / "cache").string(), Cache::kDefaultLimit,
              [this](const std::string &text) { warnings.push_back(text); });
  EXPECT_FALSE(cache.find(kRequest));
  cache.store(kRequest, {}, {"module", ""});
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("cannot create the cache directory")));
}

TEST_F(CacheTest, ADirectoryThatCannotBeWrittenIsAWarning) {
  if (geteuid() == 0)
    GTEST_SKIP() << "root may write everywhere";
  fs::create_directories(directory / "cache");
  fs::permissions(directory / "cache", fs::perms::owner_read | fs::perms::owner_exec);
  cache().store(kRequest, {}, {"module", ""});
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("cannot write to the cache directory")));
  fs::permissions(directory / "cache", fs::perms::owner_all);
}

TEST_F(CacheTest, TheLeastRecentlyUsedGoFirst) {
  const std::string module(10000, 'm');
  for (int i = 0; i < 20; ++i) {
    cache(100000).store(digestOf(std::to_string(i)), {}, {module, ""});
    usleep(2000);
    EXPECT_TRUE(cache(100000).find(digestOf("0"))) << i; // used all the time
  }
  EXPECT_LE(cache().summary().bytes, 100000u);
  EXPECT_TRUE(cache().find(digestOf("19")));
  EXPECT_FALSE(cache().find(digestOf("1")));
}

TEST_F(CacheTest, ClearingTakesOnlyItsOwnFiles) {
  cache().store(kRequest, {}, {"module", ""});
  std::string reason, foreign = (directory / "cache" / "notes.txt").string();
  ASSERT_TRUE(writeFile(foreign, "mine", reason));
  EXPECT_EQ(cache().clear().entries, 1u);
  EXPECT_EQ(cache().summary().bytes, 0u);
  EXPECT_TRUE(fs::exists(foreign));
}

// Each process stores and looks up the same few requests with content that it can verify.
void hammer(Cache cache) {
  for (int i = 0; i < 400; ++i) {
    std::string request = digestOf(std::to_string(i % 5));
    if (auto hit = cache.find(request))
      if (hit->output != std::string(5000 + i % 5, 'a' + i % 5))
        _exit(1);
    cache.store(request, {}, {std::string(5000 + i % 5, 'a' + i % 5), ""});
    if (i % 100 == 99)
      cache.clear();
  }
  _exit(0);
}

TEST_F(CacheTest, EightProcessesAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    pid_t child = fork();
    if (child == 0) // a warning is a failure: nothing is ever seen half written
      hammer(Cache((directory / "cache").string(), 20000, [](const std::string &) { _exit(2); }));
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
  EXPECT_THAT(files(".tmp"), IsEmpty());
}

} // namespace
} // namespace hd::jit
