#include "data.h"

#include "text.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace digits {
namespace {

[[noreturn]] void fail(const std::string &path, const std::string &what) {
  std::fprintf(stderr, "error: %s: %s\n", path.c_str(), what.c_str());
  std::exit(1);
}

// SplitMix64: small, and the same everywhere, unlike the distributions of <random>.
uint64_t next_random(uint64_t &state) {
  uint64_t bits = state += 0x9e3779b97f4a7c15;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

void append(Samples &to, const Samples &from, int row) {
  auto first = from.pixels.begin() + std::ptrdiff_t{row} * kPixels;
  to.pixels.insert(to.pixels.end(), first, first + kPixels);
  to.labels.push_back(from.labels[row]);
}

} // namespace

Samples read_samples(const std::string &path) {
  std::string problem;
  const std::string text = read_text(path, problem);
  if (!problem.empty())
    fail(path, problem);
  Samples samples;
  const char *at = text.c_str();
  auto number = [&](long largest, char after) {
    char *end = nullptr;
    long value = std::strtol(at, &end, 10);
    if (end == at || value < 0 || value > largest || *end != after)
      fail(path,
           "line " + std::to_string(samples.count() + 1) + ": expected 64 pixels from 0 to 16 and a label");
    at = end + 1;
    return value;
  };
  while (*at != 0) {
    for (int i = 0; i < kPixels; ++i)
      samples.pixels.push_back(static_cast<float>(number(16, ',')) / 16.0f);
    samples.labels.push_back(static_cast<int>(number(kClasses - 1, '\n')));
  }
  if (samples.count() < 5)
    fail(path, "holds too few samples to split");
  return samples;
}

std::vector<int> shuffled(int count, uint64_t seed) {
  std::vector<int> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  uint64_t state = seed;
  for (int i = count - 1; i > 0; --i)
    std::swap(order[i], order[next_random(state) % static_cast<uint64_t>(i + 1)]);
  return order;
}

Split split(const Samples &samples, uint64_t seed) {
  Split result;
  std::vector<int> order = shuffled(samples.count(), seed);
  const int held_out = samples.count() / 5;
  for (int i = 0; i < samples.count(); ++i)
    append(i < held_out ? result.held_out : result.train, samples, order[i]);
  return result;
}

} // namespace digits
