#include "runtime/drivers/cpu/check/barriers.h"

namespace hd::drivers::cpu {

void Barriers::beginBlock(uint32_t threads) {
  all_.reset();
  for (uint32_t i = 0; i < threads; ++i)
    all_.set(i);
  arrived_.reset();
  divergences_.clear();
}

void Barriers::arrive(uint32_t warp, uint32_t lanes) {
  for (uint32_t lane = 0; lane < 32; ++lane)
    if (lanes >> lane & 1)
      arrived_.set(warp * 32 + lane);
}

void Barriers::done(hd_check_site &site) {
  Threads arrived = arrived_;
  arrived_.reset();
  bool isKnown = false; // as the other side of a divergence, or by an earlier round of a loop
  for (Divergence &divergence : divergences_) {
    Threads others = arrived & ~divergence.waiting;
    isKnown |= divergence.site == &site;
    if (others.none() || divergence.otherSite || divergence.site == &site)
      continue;
    divergence.otherSite = &site;
    divergence.others = others;
    isKnown |= (arrived & divergence.waiting).none();
  }
  if (arrived != all_ && arrived.any() && !isKnown)
    divergences_.push_back({&site, arrived, nullptr, {}});
}

} // namespace hd::drivers::cpu
