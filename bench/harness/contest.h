// A contest: one job done by a kernel and by loops in C++, in one process, on the same number of threads.
// Every contender passes a gate on its results before anything is timed. HEDDLE_NUM_THREADS sets the threads.
#pragma once

#include <heddle/heddle.h>

#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace hd::bench {

// What one call moves and computes, for the rates in the output.
struct Work {
  double bytes = 0;
  double flops = 0;
};

class Contest {
public:
  // Reads the options of Google Benchmark, opens the cpu device and compiles `kernels`.
  Contest(int argc, char **argv, const char *kernels);

  const Device &device() const { return device_; }
  // Ends the program if there is no such kernel.
  Kernel kernel(const char *name) const;
  unsigned threads() const { return device_.properties().parallelism; }

  // Ends the program with 1 unless `error`, the largest against a reference in double, is within `bound`.
  static void gate(const std::string &contender, double error, double bound);
  // Runs the contender once before timing, so that pages and caches are warm.
  void add(const std::string &name, Work work, std::function<void()> call);
  int run();

  // Calls part(begin, end) for as many equal parts of [0, n) as there are threads, each on its own.
  template <class F> void split(size_t n, F part) const {
    std::vector<std::thread> others;
    const size_t parts = threads();
    for (size_t i = 1; i < parts; ++i)
      others.emplace_back([=] { part(n * i / parts, n * (i + 1) / parts); });
    part(size_t{0}, n / parts);
    for (std::thread &other : others)
      other.join();
  }

private:
  Device device_;
  Module module_;
};

// Ends the program with the status as its message unless it is ok.
void check(const Status &status);

// n values in [0, 1), the same in every run.
std::vector<float> random_floats(size_t n, uint32_t seed);

// The largest |found - expected|, relative to the largest |expected|; infinite for a NaN.
double largest_error(std::span<const float> found, std::span<const double> expected);

} // namespace hd::bench
