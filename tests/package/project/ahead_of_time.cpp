// Kernels linked in, launched from several threads at once through their typed function.
#include "saxpy.h"

#include <cstdio>
#include <heddle/heddle.h>
#include <thread>
#include <vector>

#ifndef ELEMENT
#define ELEMENT float
#endif

static bool runs(const hd::Device &device) {
  constexpr int n = 1000;
  hd::Buffer<ELEMENT> x(device, std::vector<ELEMENT>(n, 3));
  hd::Buffer<float> y(device, std::vector<float>(n, 1));
  saxpy_kernels::Scale scale = {2, 0, {0, 0, 4}};
  hd::Status status = saxpy_kernels::saxpy(device, {.grid = {4}, .block = {256}}, n, scale, x, y);
  if (!status)
    return std::fprintf(stderr, "%s\n", status.to_string().c_str()), false;
  hd::Result<std::vector<float>> values = y.to_vector();
  for (float value : *values)
    if (value != 9)
      return std::fprintf(stderr, "found %g, expected 9\n", value), false;
  return true;
}

int main() {
  auto device = hd::Device::open("cpu");
  bool good[4] = {};
  std::vector<std::thread> threads;
  for (bool &result : good)
    threads.emplace_back([&] { result = runs(*device); });
  for (std::thread &thread : threads)
    thread.join();
  return good[0] && good[1] && good[2] && good[3] ? 0 : 1;
}
