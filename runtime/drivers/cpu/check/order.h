// Which accesses of a launch are ordered.
//
// Within a block: by barriers; between lanes of a warp also by operations at which both take part, and what
// follows from these. Between warps, and between blocks, also perhaps by a fence behind the first access, and
// an atomic, a volatile access or a fence before the second: whether the second thread has really seen a sign
// of the first is not looked into, so that no right program is called wrong.
#pragma once

#include "runtime/drivers/cpu/check/shadow.h"

#include <array>
#include <unordered_map>
#include <unordered_set>

namespace hd::drivers::cpu {

class Order {
public:
  static constexpr uint32_t kWarpSize = 32;

  void beginLaunch();
  void beginBlock(uint32_t block, uint32_t threads);
  void barrier();
  void syncWarp(uint32_t warp, uint32_t lanes, const uint32_t masks[32]);
  void fence(uint32_t warp);
  // An atomic or volatile access.
  void signal(uint32_t warp);
  // Whether a block, this one too, has done that, which orders nothing without a fence.
  bool hasSignalled(uint32_t block) const { return signalled_.count(block) != 0; }

  uint32_t now() const { return now_; }
  uint32_t block() const { return block_; }
  // Whether `earlier` comes before what the thread of the current block does now, whatever runs when.
  bool isOrdered(const PastAccess &earlier, uint32_t thread) const;
  // The counter is nearly used up: what was remembered must be forgotten before the next launch.
  bool isWorn() const { return now_ > UINT32_MAX / 2; }
  void restart() { now_ = 1; }

private:
  struct Warp {
    uint32_t lanes = 0;                // that there are
    uint32_t all = 0;                  // when they last met all together
    uint32_t release = 0, acquire = 0; // when that was possible last
    std::unique_ptr<std::array<std::array<uint32_t, kWarpSize>, kWarpSize>> known; // [lane][of which lane]
  };

  uint32_t now_ = 1;
  uint32_t launchStart_ = 1, blockStart_ = 1, barrier_ = 1;
  uint32_t block_ = 0;
  std::vector<Warp> warps_;
  uint32_t acquire_ = 0;                            // of any thread of the block
  std::unordered_map<uint32_t, uint32_t> releases_; // of blocks
  std::unordered_set<uint32_t> signalled_;          // blocks
};

} // namespace hd::drivers::cpu
