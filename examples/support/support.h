// What every example needs besides Heddle itself: errors that end the program, its kernel file, a clock.
#pragma once

#include <heddle/heddle.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace example {

// Prints the status and ends the program with 1 unless it is ok.
void check(const hd::Status &status);

// The value, or the end of the program as with check().
template <class T> T check(hd::Result<T> result) {
  check(result.status());
  return *std::move(result);
}

// Opens what `--device NAME` says, the cpu without it; takes both words out of the arguments.
hd::Device open_device(int &argc, char **argv);

// The file of kernels that was put next to the program.
std::string kernel_file(const std::string &name);

// The fastest of `repeats` calls, in seconds.
template <class F> double fastest(int repeats, F &&call) {
  using Clock = std::chrono::steady_clock;
  double best = 1e30;
  for (int i = 0; i < repeats; ++i) {
    Clock::time_point start = Clock::now();
    call();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

} // namespace example
