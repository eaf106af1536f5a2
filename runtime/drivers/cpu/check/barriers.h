// Barriers at which only some of the block's threads have arrived.
#pragma once

#include "runtime/abi/cpu_check.h"

#include <bitset>
#include <cstdint>
#include <vector>

namespace hd::drivers::cpu {

class Barriers {
public:
  static constexpr uint32_t kMostThreads = 1024;
  using Threads = std::bitset<kMostThreads>;

  struct Divergence {
    hd_check_site *site;
    Threads waiting;
    hd_check_site *otherSite = nullptr; // where the first of the others wait meanwhile
    Threads others;
  };

  void beginBlock(uint32_t threads);
  void arrive(uint32_t warp, uint32_t lanes);
  // All that come to the barrier have arrived.
  void done(hd_check_site &site);
  const std::vector<Divergence> &divergences() const { return divergences_; }
  const Threads &all() const { return all_; }

private:
  Threads all_, arrived_;
  std::vector<Divergence> divergences_; // of the block, one for each site
};

} // namespace hd::drivers::cpu
