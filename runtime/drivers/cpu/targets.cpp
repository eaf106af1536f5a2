#include "runtime/drivers/cpu/targets.h"

#include <fstream>

namespace hd::drivers::cpu {
namespace {

struct Target {
  const char *name;
  bool (*runsHere)();
};

bool hasAvx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
}

// __builtin_cpu_supports knows no f16c before GCC 13; every processor with AVX2 has it.
bool hasAvx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}

bool hasSse4() { return __builtin_cpu_supports("sse4.2"); }

constexpr Target kTargets[] = {{"cpu:avx512", hasAvx512}, {"cpu:avx2", hasAvx2}, {"cpu:sse4", hasSse4}};

} // namespace

std::vector<std::string> supportedTargets() {
  std::vector<std::string> names;
  for (const Target &target : kTargets)
    if (target.runsHere())
      names.emplace_back(target.name);
  return names;
}

std::vector<std::string> knownTargets() {
  std::vector<std::string> names;
  for (const Target &target : kTargets)
    names.emplace_back(target.name);
  return names;
}

std::string processorName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      if (size_t colon = line.find(": "); colon != std::string::npos)
        return line.substr(colon + 2);
  return "x86-64 processor";
}

} // namespace hd::drivers::cpu
