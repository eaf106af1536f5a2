// Blocks and grids of machine.h: whose turn it is, and barriers.
#include "tests/runtime/drivers/gpu/ptx/machine.h"

#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>
#include <list>
#include <utility>

namespace hd::test::ptx {
namespace {

unsigned popcount(Mask mask) { return static_cast<unsigned>(__builtin_popcount(mask)); }
} // namespace

Block::Block(Grid &grid, std::array<unsigned, 3> index)
    : grid(grid), launch(grid.launch), index(index),
      shared(launch.kernel.dynamicShared + launch.sharedBytes, kUnset) {
  uint64_t threads = product(launch.block);
  for (unsigned warp = 0; warp * kLanes < threads; ++warp)
    warps_.emplace_back(*this, warp);
}

bool Block::done() const {
  return std::all_of(warps_.begin(), warps_.end(), [](const Warp &warp) { return warp.done(); });
}

std::string Block::waits() const {
  std::string text;
  for (const Warp &warp : warps_)
    text += warp.waits();
  return text;
}

// A slice of each warp, of changing length.
bool Block::advance() {
  bool any = false;
  for (Warp &warp : warps_) {
    slice_ = slice_ * 1103515245 + 12345;
    try {
      any |= warp.advance(1 + (slice_ >> 16) % 64);
    } catch (const Fault &fault) {
      throw Fault(fault.code, warp.where() + ": " + fault.what());
    }
  }
  return any;
}

void Block::arrive(Warp &warp, const Instruction &instruction, Mask mask) {
  const Lanes &numbers = warp[instruction.from[0]], &expected = warp[instruction.from[1]],
              &votes = warp[instruction.from[2]];
  each(mask, [&](unsigned lane) {
    Barrier &barrier = barriers_[numbers[lane]];
    barrier.expected = static_cast<unsigned>(expected[lane]);
    ++barrier.arrived;
    barrier.votes += (votes[lane] & 1) != instruction.inverted;
    barrier.waiters.push_back({&warp, &instruction, Mask{1} << lane});
  });
  release();
}

void Block::release() {
  unsigned live = 0;
  for (const Warp &warp : warps_)
    live += popcount(warp.live());
  for (auto &[number, barrier] : barriers_) {
    if (barrier.arrived == 0 || barrier.arrived != (barrier.expected ? barrier.expected : live))
      continue;
    Barrier full = std::exchange(barrier, {});
    for (const Waiter &waiter : full.waiters) {
      const uint64_t results[] = {0, full.votes, full.votes == full.arrived, full.votes != 0};
      if (waiter.instruction->variant) // bar.red
        each(waiter.mask, [&](unsigned lane) {
          (*waiter.warp)[waiter.instruction->to[0]][lane] = results[waiter.instruction->variant];
        });
      waiter.warp->leaveBarrier(waiter.mask);
    }
  }
}

bool &WrittenWords::at(uint64_t word) {
  uint64_t page = word * 4 / kPage;
  if (page != lastPage_) {
    lastPage_ = page;
    last_ = &pages_[page]; // stays where it is
  }
  return (*last_)[word % (kPage / 4)];
}

void WrittenWords::write(uint64_t address, unsigned bytes) {
  for (uint64_t word = address / 4; word <= (address + bytes - 1) / 4; ++word)
    at(word) = true;
}

void WrittenWords::readAsConstant(uint64_t address, unsigned bytes) {
  for (uint64_t word = address / 4; word <= (address + bytes - 1) / 4; ++word)
    if (at(word))
      throw Fault(kLaunchFailed, "the launch has written what it reads as memory that it does not write");
}

Range Grid::find(uint64_t address, unsigned size) {
  for (const Range &range : recent_)
    if (range.contains(address, size))
      return range;
  Range range = launch.find(address);
  if (!range.contains(address, size))
    return {};
  recent_[next_++ % recent_.size()] = range;
  return range;
}

// Blocks start in order, few at a time: more when none of them ends, which may wait for others.
void Grid::run() {
  constexpr unsigned kPatience = 16;
  uint64_t blocks = product(launch.grid), started = 0;
  size_t resident = 2;
  unsigned rounds = 0;
  std::list<Block> running;
  while (started < blocks || !running.empty()) {
    while (running.size() < resident && started < blocks)
      running.emplace_back(*this, position(started++, launch.grid));
    bool any = false;
    for (Block &block : running)
      any |= block.advance();
    size_t before = running.size();
    running.remove_if([](const Block &block) { return block.done(); });
    rounds = running.size() == before ? rounds + 1 : 0;
    if (rounds == kPatience || (!any && !running.empty())) {
      if (!any && started == blocks)
        throw Fault(kLaunchFailed, "all threads wait for each other:" + running.front().waits());
      rounds = 0;
      resident = resident * 2;
    }
  }
}

void run(const Launch &launch) { Grid(launch).run(); }

} // namespace hd::test::ptx
