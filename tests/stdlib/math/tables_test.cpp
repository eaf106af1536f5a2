// The tables agree with what they describe: functions.def with the sources, docs/math.md with
// error_bounds.def.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace hd::math_test {
namespace {

const std::filesystem::path kRoot = HEDDLE_SOURCE_DIR;

std::string readFile(const std::filesystem::path &path) {
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Entry {
  std::string name, file, signature;
};

const Entry kFunctions[] = {
#define HD_MATH_FUNCTION(NAME, FILE, SIGNATURE) {#NAME, FILE, SIGNATURE},
#include "stdlib/math/functions.def"
};

// The C spelling of one type in the letters of builtins.def; advances `at`.
std::string spell(const std::string &signature, size_t &at) {
  static const std::map<char, std::string> kNames = {
      {'f', "float"}, {'d', "double"},       {'i', "int"},       {'l', "long"},
      {'v', "void"},  {'j', "unsigned int"}, {'x', "long long"}, {'y', "unsigned long long"}};
  bool pointer = signature[at] == 'P';
  at += pointer ? 1 : 0;
  return kNames.at(signature[at++]) + (pointer ? " \\*" : " ");
}

TEST(MathTables, EveryFunctionIsDefinedInItsFile) {
  for (const Entry &entry : kFunctions) {
    size_t at = 0;
    std::string pattern = "__device__ " + spell(entry.signature, at) + entry.name + "\\(";
    for (bool first = true; at < entry.signature.size(); first = false)
      pattern += (first ? "" : ", ") + spell(entry.signature, at) + "\\w+";
    EXPECT_TRUE(std::regex_search(readFile(kRoot / "stdlib/math" / entry.file), std::regex(pattern + "\\) ")))
        << pattern << " in " << entry.file;
  }
}

TEST(MathTables, EveryPublicFunctionIsListed) {
  std::set<std::string> listed;
  for (const Entry &entry : kFunctions)
    listed.insert(entry.name);
  const std::regex definition("__device__ [a-z ]+[ *](\\w+)\\(");
  for (const auto &file : std::filesystem::directory_iterator(kRoot / "stdlib/math")) {
    if (file.path().extension() != ".hd")
      continue;
    std::string text = readFile(file.path());
    for (std::sregex_iterator it(text.begin(), text.end(), definition), end; it != end; ++it)
      if ((*it)[1].str().rfind("__hd_", 0) != 0)
        EXPECT_TRUE(listed.count((*it)[1])) << (*it)[1] << " in " << file.path();
  }
}

TEST(MathTables, DocumentationStatesTheBounds) {
  std::map<std::string, std::pair<double, double>> bounds = {
#define HD_MATH(NAME, F32, F64) {#NAME, {F32, F64}},
#define HD_MATH_POSITIVE(NAME, F32, F64) {#NAME, {F32, F64}},
#define HD_MATH2(NAME, F32, F64) {#NAME, {F32, F64}},
#include "stdlib/math/error_bounds.def"
  };
  // | `name` | bound f32 | measured f32 | bound f64 | measured f64 |
  const std::regex row("\\| `(\\w+)` \\| ([0-9.]+) \\| ([0-9.]+) \\| ([0-9.]+) \\| ([0-9.]+) \\|");
  std::istringstream lines(readFile(kRoot / "docs/math.md"));
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, match, row))
      continue;
    auto found = bounds.find(match[1]);
    ASSERT_NE(found, bounds.end()) << line;
    EXPECT_EQ(std::stod(match[2]), found->second.first) << line;
    EXPECT_EQ(std::stod(match[4]), found->second.second) << line;
    EXPECT_LE(std::stod(match[3]), std::stod(match[2])) << line;
    EXPECT_LE(std::stod(match[5]), std::stod(match[4])) << line;
    bounds.erase(found);
  }
  for (const auto &[name, bound] : bounds)
    ADD_FAILURE() << name << " is missing in docs/math.md";
}

} // namespace
} // namespace hd::math_test
