// What is measured: kernels with their launches, the memory that they move, and what must come of them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace bench::gpu {

constexpr int kBuffers = 3;

// A buffer, or a value.
struct BufferIndex {
  int index;
};
using Argument = std::variant<BufferIndex, int, float>;

// Contents of the buffers before a launch that is checked. All have the same size.
struct Data {
  explicit Data(size_t elements);
  std::vector<uint32_t> words;             // all values alike: bytes for the histogram
  std::vector<float> first, second, zeros; // in [0, 1)
};

struct Job {
  std::string name, kernel; // no kernel: a copy from buffer 0 to buffer 1
  uint32_t grid[3], block[3];
  std::vector<Argument> arguments;
  double bytes; // read and written, at the least
  bool ofWords; // buffer 0 holds Data::words, else Data::first; buffer 1 Data::second, buffer 2 zeros
  int result;   // the buffer to look at
  size_t resultElements;
  // What is wrong with the result of one launch; empty when nothing is.
  std::function<std::string(const Data &data, std::span<const uint32_t> result)> fault;
};

// For arrays of `elements` floats, a power of two from 2^20 on, and a device of so many compute units.
std::vector<Job> makeJobs(size_t elements, uint32_t units);

} // namespace bench::gpu
