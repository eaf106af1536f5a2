// What a launch costs by itself.
#include "bench/harness/contest.h"

using namespace hd::bench;

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  hd::Buffer<int> result(contest.device(), 1);
  check(result.fill(0));
  for (int blocks : {1, 2, 64})
    contest.add("launch/empty/" + std::to_string(blocks), {}, [=, kernel = contest.kernel("empty")] {
      check(kernel.launch({.grid = {blocks}, .block = {32}}));
    });
  contest.add("launch/write_one/2", {}, [&, kernel = contest.kernel("write_one")] {
    check(kernel.launch({.grid = {2}, .block = {32}}, result));
  });
  Contest::gate("launch/write_one", result.host_span()[0], 1); // add() ran it once
  return contest.run();
}
