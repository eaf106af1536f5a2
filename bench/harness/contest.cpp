#include "bench/harness/contest.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace hd::bench {

void check(const Status &status) {
  if (status)
    return;
  std::fprintf(stderr, "error: %s\n", status.to_string().c_str());
  std::exit(1);
}

Contest::Contest(int argc, char **argv, const char *kernels) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    std::exit(2);
  Result<Device> device = Device::open("cpu");
  check(device.status());
  device_ = *device;
  Result<Module> module = device_.compile_file(kernels);
  check(module.status());
  module_ = *module;
  benchmark::AddCustomContext("heddle_target", module_.target());
  benchmark::AddCustomContext("threads", std::to_string(threads()));
  benchmark::AddCustomContext("cpp_compiler", __VERSION__);
}

Kernel Contest::kernel(const char *name) const {
  Result<Kernel> kernel = module_.kernel(name);
  check(kernel.status());
  return *kernel;
}

void Contest::gate(const std::string &contender, double error, double bound) {
  if (error <= bound)
    return;
  std::fprintf(stderr, "error: `%s` is wrong: error %g, allowed %g\n", contender.c_str(), error, bound);
  std::exit(1);
}

void Contest::add(const std::string &name, Work work, std::function<void()> call) {
  call();
  benchmark::RegisterBenchmark(name.c_str(),
                               [=](benchmark::State &state) {
                                 for (auto _ : state)
                                   call();
                                 using benchmark::Counter;
                                 auto rate = [](double amount) {
                                   return Counter(amount, Counter::kIsIterationInvariantRate);
                                 };
                                 if (work.bytes > 0)
                                   state.counters["bytes"] = rate(work.bytes);
                                 if (work.flops > 0)
                                   state.counters["flops"] = rate(work.flops);
                               })
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond);
}

int Contest::run() {
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

std::vector<float> random_floats(size_t n, uint32_t seed) {
  std::vector<float> values(n);
  for (float &value : values) {
    seed = seed * 1664525u + 1013904223u;
    value = static_cast<float>(seed >> 8) * 0x1p-24f;
  }
  return values;
}

double largest_error(std::span<const float> found, std::span<const double> expected) {
  double error = 0, largest = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    if (std::isnan(found[i]))
      return std::numeric_limits<double>::infinity();
    error = std::max(error, std::fabs(found[i] - expected[i]));
    largest = std::max(largest, std::fabs(expected[i]));
  }
  return error / largest;
}

} // namespace hd::bench
