#include "tests/run/modules/outcome.h"

#include <algorithm>
#include <cstdio>

namespace hd::test {
namespace {

constexpr const char *kNames[] = {"passed", "skipped", "failed", "excepted"};
constexpr size_t kShown = 8; // tests named for one reason

void printCounts(const std::vector<Report> &reports, const std::vector<std::string> &devices) {
  std::printf("%zu run tests; by device:\n%-16s", reports.size(), "device");
  for (const char *name : kNames)
    std::printf("%10s", name);
  for (const std::string &device : devices) {
    int counts[std::size(kNames)] = {};
    for (const Report &report : reports)
      if (auto found = report.devices.find(device); found != report.devices.end())
        ++counts[static_cast<int>(found->second.result)];
    std::printf("\n%-16s", device.c_str());
    for (int count : counts)
      std::printf("%10d", count);
  }
  std::printf("\n");
}

void printReasons(const std::vector<Report> &reports, const std::string &device) {
  std::map<std::string, std::vector<std::string>> reasons;
  for (const Report &report : reports) {
    auto found = report.devices.find(device);
    if (found != report.devices.end() && found->second.result != Result::passed)
      reasons[std::string(kNames[static_cast<int>(found->second.result)]) + ": " + found->second.why]
          .push_back(report.test);
  }
  if (!reasons.empty())
    std::printf("\n%s:\n", device.c_str());
  for (const auto &[why, tests] : reasons) {
    std::printf("  %s\n    %zu tests:", why.c_str(), tests.size());
    for (size_t i = 0; i < tests.size() && i < kShown; ++i)
      std::printf(" %s", tests[i].c_str());
    std::printf("%s\n", tests.size() > kShown ? " ..." : "");
  }
}

} // namespace

bool printReports(const std::vector<Report> &reports, const std::vector<std::string> &devices) {
  bool good = true;
  printCounts(reports, devices);
  if (auto missing = std::count_if(reports.begin(), reports.end(),
                                   [](const Report &report) { return report.devices.empty(); })) {
    std::printf("\n%td tests did not start within the time limit\n", missing);
    good = false;
  }
  for (const std::string &device : devices)
    printReasons(reports, device);
  for (const Report &report : reports) {
    for (const std::string &difference : report.differences)
      std::printf("\n%s: %s\n", report.test.c_str(), difference.c_str());
    good &= report.differences.empty();
    for (const auto &[device, outcome] : report.devices)
      good &= outcome.result != Result::failed;
  }
  return good;
}

} // namespace hd::test
