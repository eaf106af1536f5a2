// One word and its value on each line: `test NAME`, `module PATH`, `not-on DEVICE REASON`, `launch WORD...`,
// `expect INDEX TOLERANCE NUMBER...`, `printed LINE`, `prints`, `fails TEXT`.
#include "tests/run/modules/plan.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace hd::test {
namespace {

[[noreturn]] void malformed(const std::string &path, size_t line, const std::string &what) {
  std::fprintf(stderr, "%s:%zu: %s\n", path.c_str(), line, what.c_str());
  std::exit(2);
}

Expectation parseExpectation(std::istringstream &words) {
  Expectation expectation;
  words >> expectation.argument >> expectation.tolerance;
  for (std::string word; words >> word;)
    expectation.values.push_back(parseNumber(word));
  return expectation;
}

void addToLaunch(Launch &launch, const std::string &kind, const std::string &value,
                 std::istringstream &words) {
  if (kind == "expect")
    launch.expectations.push_back(parseExpectation(words));
  else if (kind == "printed")
    launch.printed.push_back(value);
  else if (kind == "prints")
    launch.prints = true;
  else
    launch.failure = value;
}

} // namespace

Number parseNumber(const std::string &text) {
  if (text == "true" || text == "True")
    return 1;
  bool integer = text.find_first_of(".einfa") == text.npos;
  return integer ? std::strtold(text.c_str(), nullptr) : std::strtod(text.c_str(), nullptr); // "false" is 0
}

std::vector<Test> readPlan(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    malformed(path, 0, "cannot be read");
  std::vector<Test> tests;
  size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::string kind = line.substr(0, line.find(' '));
    std::string value = kind.size() < line.size() ? line.substr(kind.size() + 1) : "";
    std::istringstream words(value);
    if (kind == "test") {
      tests.emplace_back().name = value;
      continue;
    }
    if (tests.empty())
      malformed(path, number, "expected `test`");
    Test &test = tests.back();
    bool ofLaunch = kind == "expect" || kind == "printed" || kind == "prints" || kind == "fails";
    if (kind == "module")
      test.module = value;
    else if (kind == "not-on")
      test.notOn[value.substr(0, value.find(' '))] = value.substr(value.find(' ') + 1);
    else if (kind == "launch")
      test.launches.emplace_back().arguments = {std::istream_iterator<std::string>(words), {}};
    else if (ofLaunch && !test.launches.empty())
      addToLaunch(test.launches.back(), kind, value, words);
    else
      malformed(path, number, "unknown or misplaced `" + kind + "`");
  }
  for (Test &test : tests)
    for (Launch &launch : test.launches)
      std::sort(launch.printed.begin(), launch.printed.end());
  return tests;
}

} // namespace hd::test
