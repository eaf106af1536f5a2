// From source to a loaded kernel in this process: without the cache on disk, and with an entry there. The
// first compilation also loads the compiler's library; it happens before timing and is printed.
#include "bench/harness/contest.h"

#include <chrono>
#include <cstdio>

using namespace hd::bench;

int main(int argc, char **argv) {
  using Clock = std::chrono::steady_clock;
  auto device = hd::Device::open("cpu");
  check(device.status());
  const Clock::time_point start = Clock::now();
  check(device->compile_file(HD_BENCH_KERNELS, {.use_cache = false}).status());
  const double first = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  std::fprintf(stderr, "first compilation, with loading the compiler: %.1f ms\n", first);

  Contest contest(argc, argv, HD_BENCH_KERNELS);
  for (bool cached : {false, true})
    contest.add(cached ? "compile/saxpy/cached" : "compile/saxpy/cold", {}, [&contest, cached] {
      check(contest.device().compile_file(HD_BENCH_KERNELS, {.use_cache = cached}).status());
    });
  return contest.run();
}
