// What became of a test on a device, and of all of them as a table.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace hd::test {

enum class Result { passed, skipped, failed, excepted };

struct Outcome {
  Result result = Result::passed;
  std::string why;
};

struct Report {
  std::string test;
  std::map<std::string, Outcome> devices;
  std::vector<std::string> differences; // between devices
};

// Counts by device, then the reasons for whatever is not passed. False when something failed.
bool printReports(const std::vector<Report> &reports, const std::vector<std::string> &devices);

} // namespace hd::test
