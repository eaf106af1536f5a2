// Every diagnostic of the catalogue occurs in a test, by its name, its stable id or its text's first words;
// and stable ids are unique.
#include "frontend/diag/engine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

struct Entry {
  std::string name, stableId, text;
};

const std::vector<Entry> kEntries = {
#define HD_DIAG(NAME, SEVERITY, STABLE_ID, TEXT) {#NAME, STABLE_ID, TEXT},
#include "frontend/diag/diagnostics.def"
#undef HD_DIAG
};

std::string allTests() {
  std::stringstream all;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(HD_TESTS_DIR)) {
    auto extension = entry.path().extension();
    if (extension == ".cpp" || extension == ".hd" || extension == ".test" || extension == ".h")
      all << std::ifstream(entry.path()).rdbuf();
  }
  return all.str();
}

// The longest run of plain words in a message.
std::string wordsOf(const std::string &text) {
  std::string longest, current;
  for (char c : text + "`") {
    if (c != '`' && c != '{') {
      current += c;
      continue;
    }
    if (current.size() > longest.size())
      longest = current;
    current.clear();
  }
  return longest.size() < 8 ? "?" + text : longest;
}

TEST(Catalogue, EveryDiagnosticIsTested) {
  std::string tests = allTests();
  for (const Entry &entry : kEntries) {
    bool found = tests.find("Id::" + entry.name) != tests.npos ||
                 tests.find("[" + entry.stableId + "]") != tests.npos ||
                 tests.find("\"" + entry.stableId + "\"") != tests.npos ||
                 tests.find(wordsOf(entry.text)) != tests.npos;
    EXPECT_TRUE(found) << entry.name << " [" << entry.stableId << "]";
  }
}

TEST(Catalogue, StableIdsAreUnique) {
  std::set<std::string> seen;
  for (const Entry &entry : kEntries)
    EXPECT_TRUE(seen.insert(entry.stableId).second) << entry.stableId;
}

} // namespace
