// One function for each job. References are in double precision.
#include "bench/gpu/jobs.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bench::gpu {
namespace {

constexpr uint32_t kThreads = 256, kColumns = 1024, kTile = 32, kTileRows = 8, kBins = 256;
constexpr uint32_t kSoftmaxThreads = 128; // BLOCK of softmax.hd
constexpr float kFactor = 2.5f;

constexpr BufferIndex kFirst{0}, kSecond{1}, kThird{2};

// splitmix64: each word by its index alone.
uint32_t randomWord(uint64_t index, uint64_t seed) {
  uint64_t z = (index + 1) * 0x9e3779b97f4a7c15u + seed * 0xd1342543de82ef95u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<uint32_t>((z ^ (z >> 31)) >> 32);
}

std::string compare(size_t index, double found, double expected, double tolerance) {
  if (std::fabs(found - expected) <= tolerance * std::max(std::fabs(expected), 1e-30))
    return "";
  return "value " + std::to_string(index) + " is " + std::to_string(found) + ", expected " +
         std::to_string(expected);
}

template <class Reference>
std::string compareAll(std::span<const uint32_t> result, double tolerance, const Reference &reference) {
  for (size_t i = 0; i < result.size(); ++i)
    if (auto fault = compare(i, std::bit_cast<float>(result[i]), reference(i), tolerance); !fault.empty())
      return fault;
  return "";
}

uint32_t groups(size_t elements, uint32_t size) {
  return static_cast<uint32_t>((elements + size - 1) / size);
}

Job copy(size_t n) {
  return {.name = "copy",
          .kernel = "",
          .grid = {},
          .block = {},
          .arguments = {},
          .bytes = 8.0 * static_cast<double>(n),
          .ofWords = false,
          .result = 1,
          .resultElements = n,
          .fault = [](const Data &data, auto result) {
            return compareAll(result, 0, [&](size_t i) { return data.first[i]; });
          }};
}

// y = a * x + y; `lanes` values to a thread.
Job saxpy(size_t n, uint32_t lanes) {
  return {.name = lanes == 1 ? "saxpy" : "saxpy float4",
          .kernel = lanes == 1 ? "saxpy" : "saxpy4",
          .grid = {groups(n / lanes, kThreads), 1, 1},
          .block = {kThreads, 1, 1},
          .arguments = {static_cast<int>(n / lanes), kFactor, kFirst, kSecond},
          .bytes = 12.0 * static_cast<double>(n),
          .ofWords = false,
          .result = 1,
          .resultElements = n,
          .fault = [](const Data &data, auto result) {
            return compareAll(result, 1e-6,
                              [&](size_t i) { return double{kFactor} * data.first[i] + data.second[i]; });
          }};
}

// a = b + s * c
Job triad(size_t n, uint32_t lanes) {
  return {.name = lanes == 1 ? "triad" : "triad float4",
          .kernel = lanes == 1 ? "triad" : "triad4",
          .grid = {groups(n / lanes, kThreads), 1, 1},
          .block = {kThreads, 1, 1},
          .arguments = {static_cast<int>(n / lanes), kFactor, kFirst, kSecond, kThird},
          .bytes = 12.0 * static_cast<double>(n),
          .ofWords = false,
          .result = 2,
          .resultElements = n,
          .fault = [](const Data &data, auto result) {
            return compareAll(result, 1e-6,
                              [&](size_t i) { return data.first[i] + double{kFactor} * data.second[i]; });
          }};
}

// The sums of the blocks must add up.
Job reduction(size_t n, uint32_t blocks) {
  return {.name = "block reduction",
          .kernel = "sum_blocks",
          .grid = {blocks, 1, 1},
          .block = {kThreads, 1, 1},
          .arguments = {kFirst, static_cast<int>(n), kThird},
          .bytes = 4.0 * static_cast<double>(n),
          .ofWords = false,
          .result = 2,
          .resultElements = blocks,
          .fault = [](const Data &data, auto result) {
            double found = 0, expected = 0;
            for (uint32_t word : result)
              found += std::bit_cast<float>(word);
            for (float value : data.first)
              expected += value;
            return compare(0, found, expected, 1e-4);
          }};
}

Job transpose(size_t n) {
  auto width = static_cast<uint32_t>(size_t{1} << (std::bit_width(n) - 1) / 2);
  auto height = static_cast<uint32_t>(n / width);
  return {.name = "transpose",
          .kernel = "transpose",
          .grid = {width / kTile, height / kTile, 1},
          .block = {kTile, kTileRows, 1},
          .arguments = {kFirst, kThird, static_cast<int>(width), static_cast<int>(height)},
          .bytes = 8.0 * static_cast<double>(n),
          .ofWords = false,
          .result = 2,
          .resultElements = n,
          .fault = [=](const Data &data, auto result) {
            return compareAll(result, 0,
                              [&](size_t i) { return data.first[i % height * width + i / height]; });
          }};
}

Job softmax(size_t n) {
  return {.name = "softmax rows",
          .kernel = "softmax",
          .grid = {groups(n, kColumns), 1, 1},
          .block = {kSoftmaxThreads, 1, 1},
          .arguments = {kFirst, kThird, static_cast<int>(kColumns)},
          .bytes = 8.0 * static_cast<double>(n),
          .ofWords = false,
          .result = 2,
          .resultElements = n,
          .fault = [](const Data &data, auto result) {
            double sum = 0;
            return compareAll(result, 1e-4, [&](size_t i) {
              if (i % kColumns == 0) {
                sum = 0;
                for (size_t j = i; j < i + kColumns; ++j)
                  sum += std::exp(double{data.first[j]});
              }
              return std::exp(double{data.first[i]}) / sum;
            });
          }};
}

Job histogram(size_t n, uint32_t blocks) {
  return {.name = "histogram",
          .kernel = "histogram",
          .grid = {blocks, 1, 1},
          .block = {kThreads, 1, 1},
          .arguments = {kFirst, static_cast<int>(4 * n), kThird},
          .bytes = 4.0 * static_cast<double>(n),
          .ofWords = true,
          .result = 2,
          .resultElements = kBins,
          .fault = [](const Data &data, auto result) -> std::string {
            std::vector<uint32_t> counts(kBins);
            for (uint32_t word : data.words)
              for (int shift = 0; shift < 32; shift += 8)
                ++counts[word >> shift & 0xff];
            for (uint32_t bin = 0; bin < kBins; ++bin)
              if (result[bin] != counts[bin])
                return "bin " + std::to_string(bin) + " is " + std::to_string(result[bin]) + ", expected " +
                       std::to_string(counts[bin]);
            return "";
          }};
}

} // namespace

Data::Data(size_t elements) : words(elements), first(elements), second(elements), zeros(elements) {
  for (size_t i = 0; i < elements; ++i) {
    words[i] = randomWord(i, 1);
    first[i] = static_cast<float>(words[i] >> 8) * 0x1p-24f;
    second[i] = static_cast<float>(randomWord(i, 2) >> 8) * 0x1p-24f;
  }
}

std::vector<Job> makeJobs(size_t elements, uint32_t units) {
  const uint32_t blocks = units * 8;
  return {copy(elements),      saxpy(elements, 1), saxpy(elements, 4),
          triad(elements, 1),  triad(elements, 4), reduction(elements, blocks),
          transpose(elements), softmax(elements),  histogram(elements, blocks)};
}

} // namespace bench::gpu
