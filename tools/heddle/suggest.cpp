// Levenshtein distance, at most a third of the name.
#include "tools/heddle/suggest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace hd::cli {
namespace {

size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t(0));
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < b.size(); ++j) {
      size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

} // namespace

std::string suggestion(std::string_view name, std::span<const std::string> candidates) {
  std::string_view best;
  size_t bestDistance = std::max<size_t>((name.size() + 1) / 3, 1) + 1;
  for (const std::string &candidate : candidates)
    if (size_t d = distance(name, candidate); d < bestDistance) {
      bestDistance = d;
      best = candidate;
    }
  return best.empty() ? "" : "; did you mean `" + std::string(best) + "`?";
}

} // namespace hd::cli
