// The run tests as a machine without Python, sources and compiler needs them: pack.py writes the file, with
// every expression of the tests evaluated.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace hd::test {

// Exact for all 64-bit integers and doubles, and compares the two kinds by value.
using Number = long double;

struct Expectation {
  size_t argument = 0;
  double tolerance = 0; // relative
  std::vector<Number> values;
};

struct Launch {
  std::vector<std::string> arguments; // of `heddle run`, behind the module
  std::vector<Expectation> expectations;
  bool prints = false;
  std::vector<std::string> printed; // sorted
  std::string failure;              // what the message of the failure contains; empty: it succeeds
};

struct Test {
  std::string name, module;                 // the module's path is relative to the plan's folder
  std::map<std::string, std::string> notOn; // device or driver to the reason
  std::vector<Launch> launches;
};

// Ends the program with a message if the file is not a plan.
std::vector<Test> readPlan(const std::string &path);
Number parseNumber(const std::string &text);

} // namespace hd::test
