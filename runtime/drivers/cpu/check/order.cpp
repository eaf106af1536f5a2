#include "runtime/drivers/cpu/check/order.h"

#include <bit>

namespace hd::drivers::cpu {

void Order::beginLaunch() {
  launchStart_ = ++now_;
  releases_.clear();
  signalled_.clear();
}

void Order::beginBlock(uint32_t block, uint32_t threads) {
  block_ = block;
  blockStart_ = barrier_ = ++now_;
  acquire_ = 0;
  warps_.clear();
  warps_.resize((threads + kWarpSize - 1) / kWarpSize);
  for (size_t i = 0; i < warps_.size(); ++i) {
    uint32_t left = threads - uint32_t(i) * kWarpSize;
    warps_[i].lanes = left >= kWarpSize ? ~0u : (1u << left) - 1;
  }
}

void Order::barrier() { barrier_ = ++now_; }

void Order::syncWarp(uint32_t number, uint32_t lanes, const uint32_t masks[32]) {
  Warp &warp = warps_[number];
  uint32_t time = now_++;
  uint32_t left = lanes;
  while (left) {
    uint32_t first = uint32_t(std::countr_zero(left));
    uint32_t group = masks[first] & lanes;
    group |= 1u << first;
    left &= ~group;
    if (group == warp.lanes) {
      warp.all = time;
      continue;
    }
    if (!warp.known)
      warp.known = std::make_unique<std::array<std::array<uint32_t, kWarpSize>, kWarpSize>>();
    std::array<uint32_t, kWarpSize> joined{};
    for (uint32_t lane = 0; lane < kWarpSize; ++lane)
      if (group >> lane & 1)
        for (uint32_t of = 0; of < kWarpSize; ++of)
          joined[of] = std::max(joined[of], (*warp.known)[lane][of]);
    for (uint32_t lane = 0; lane < kWarpSize; ++lane)
      if (group >> lane & 1)
        joined[lane] = time;
    for (uint32_t lane = 0; lane < kWarpSize; ++lane)
      if (group >> lane & 1)
        (*warp.known)[lane] = joined;
  }
}

void Order::fence(uint32_t number) {
  Warp &warp = warps_[number];
  releases_[block_] = warp.release = now_++;
  acquire_ = warp.acquire = now_;
}

void Order::signal(uint32_t number) {
  acquire_ = warps_[number].acquire = ++now_;
  signalled_.insert(block_);
}

bool Order::isOrdered(const PastAccess &earlier, uint32_t thread) const {
  if (earlier.time < launchStart_)
    return true;
  if (earlier.block != block_) {
    auto release = releases_.find(earlier.block);
    return release != releases_.end() && release->second >= earlier.time && acquire_ != 0;
  }
  if (earlier.time < barrier_ || earlier.thread == thread)
    return true;
  const Warp &from = warps_[earlier.thread / kWarpSize], &to = warps_[thread / kWarpSize];
  if (&from == &to) {
    uint32_t known = from.known ? (*from.known)[thread % kWarpSize][earlier.thread % kWarpSize] : 0;
    if (std::max(known, from.all) >= earlier.time)
      return true;
  }
  return from.release >= earlier.time && to.acquire >= earlier.time;
}

} // namespace hd::drivers::cpu
