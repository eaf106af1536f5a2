// The digits: 8x8 images and their labels, in memory of the host.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace digits {

constexpr int kPixels = 64;
constexpr int kClasses = 10;

struct Samples {
  std::vector<float> pixels; // count() rows of kPixels, from 0 to 1
  std::vector<int> labels;
  int count() const { return static_cast<int>(labels.size()); }
};

struct Split {
  Samples train, held_out;
};

// Reads a CSV file, gzipped or not, of 64 pixels from 0 to 16 and the label in each line. On failure the
// program ends with a message.
Samples read_samples(const std::string &path);

// Shuffles by the seed; a fifth of the samples is held out.
Split split(const Samples &samples, uint64_t seed);

// A permutation of 0 ... count-1. The same on every machine and standard library.
std::vector<int> shuffled(int count, uint64_t seed);

} // namespace digits
