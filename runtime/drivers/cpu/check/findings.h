// The findings of the checker so far, the same ones of different threads as one.
#pragma once

#include "heddle/check.h"

#include <map>
#include <mutex>
#include <tuple>
#include <utility>

namespace hd::drivers::cpu {

class Findings {
public:
  // The kind, the place, and the other place that takes part or 0.
  using Key = std::tuple<FindingKind, uint32_t, uint32_t>;

  // `describe` gives it when it is new.
  template <class Describe> void add(const Key &key, Describe describe) {
    std::lock_guard lock(mutex_);
    auto [known, isNew] = indices_.try_emplace(key, list_.size());
    if (isNew)
      list_.push_back(describe());
    else
      ++list_[known->second].count;
    if (total_++ == 0)
      first_ = list_[known->second];
  }

  // How many there are of a launch, and the first of them.
  void restart() { total_ = 0; }
  uint64_t total() const { return total_; }
  const Finding &first() const { return first_; }

  std::vector<Finding> take() {
    std::lock_guard lock(mutex_);
    indices_.clear();
    return std::exchange(list_, {});
  }

private:
  std::mutex mutex_;
  std::map<Key, size_t> indices_;
  std::vector<Finding> list_;
  uint64_t total_ = 0;
  Finding first_;
};

} // namespace hd::drivers::cpu
