// Warps of machine.h: which lanes go next, and where they meet.
#include "tests/runtime/drivers/gpu/ptx/machine.h"
#include "tests/runtime/drivers/gpu/ptx/values.h"

#include <algorithm>
#include <sstream>

namespace hd::test::ptx {
namespace {

unsigned firstLane(Mask mask) { return static_cast<unsigned>(__builtin_ctz(mask)); }

std::string inBrackets(const std::array<unsigned, 3> &index) {
  std::ostringstream text;
  text << '(' << index[0] << ", " << index[1] << ", " << index[2] << ')';
  return text.str();
}

std::string inHexadecimal(Mask mask) {
  std::ostringstream text;
  text << std::hex << mask;
  return text.str();
}

} // namespace

Warp::Warp(Block &block, unsigned index) : block_(block), index_(index) {
  const Launch &launch = block.launch;
  Lanes unset;
  unset.fill(kUnset);
  values_.resize(static_cast<size_t>(launch.kernel.registers), unset);
  local_.resize(kLanes * launch.kernel.localBytes, kUnset);
  uint64_t threads = product(launch.block);
  for (unsigned lane = 0; lane < kLanes; ++lane) {
    uint64_t thread = uint64_t{index} * kLanes + lane;
    if (thread >= threads)
      continue;
    live_ |= Mask{1} << lane;
    Mask bit = Mask{1} << lane;
    std::array<unsigned, 3> tid = position(thread, launch.block);
    for (int axis = 0; axis < 3; ++axis) {
      auto of = [&](int special) -> uint64_t & { return (*this)[special + axis][lane]; };
      auto size = static_cast<size_t>(axis);
      of(kTid) = tid[size];
      of(kNtid) = launch.block[size];
      of(kCtaid) = block.index[size];
      of(kNctaid) = launch.grid[size];
    }
    (*this)[kLaneid][lane] = lane;
    (*this)[kWarpid][lane] = index;
    (*this)[kLanemaskEq][lane] = bit;
    (*this)[kLanemaskLt][lane] = bit - 1;
    (*this)[kLanemaskLe][lane] = bit | (bit - 1);
    (*this)[kLanemaskGe][lane] = ~(bit - 1);
    (*this)[kLanemaskGt][lane] = ~(bit | (bit - 1));
    (*this)[kDynamicSharedBytes][lane] = launch.sharedBytes;
  }
  for (auto [reg, value] : launch.kernel.constants)
    (*this)[reg].fill(value);
}

std::string Warp::where() const { return where(current_); }

std::string Warp::where(uint32_t pc) const {
  const Launch &launch = block_.launch;
  const Instruction &instruction = launch.kernel.code[pc];
  return "kernel " + launch.kernel.name + ", block " + inBrackets(block_.index) + ", warp " +
         std::to_string(index_) + ", line " + std::to_string(instruction.line) + ": " +
         launch.program.lines[instruction.line - 1];
}

std::string Warp::waits() const {
  std::string text;
  for (Mask left = live_; left;) {
    Mask here = 0;
    each(left, [&](unsigned lane) { here |= Mask{pc_[lane] == pc_[firstLane(left)]} << lane; });
    text += "\n  lanes " + inHexadecimal(here) + " at " + where(pc_[firstLane(left)]);
    left &= ~here;
  }
  return text;
}

uint64_t Warp::base(Space space, unsigned lane) const {
  if (space == Space::shared)
    return reinterpret_cast<uint64_t>(block_.shared.data());
  if (space == Space::local)
    return reinterpret_cast<uint64_t>(local_.data() + lane * block_.launch.kernel.localBytes);
  return 0;
}

WrittenWords &Warp::writtenWords() { return block_.grid.writtenWords; }

uint64_t Warp::sharedBytes() const { return block_.shared.size(); }

uint8_t *Warp::at(Space space, uint64_t address, unsigned size, unsigned lane) {
  const Launch &launch = block_.launch;
  if (address % size != 0)
    throw Fault(kMisalignedAddress, "an address that is no multiple of " + std::to_string(size));
  if (space == Space::param) {
    if (!Range{0, launch.parameters.size()}.contains(address, size))
      throw Fault(kIllegalAddress, "a parameter that is not there");
    return const_cast<uint8_t *>(launch.parameters.data()) + address;
  }
  auto window = [&](Space of, uint64_t bytes) { return Range{base(of, lane), base(of, lane) + bytes}; };
  Range shared = window(Space::shared, block_.shared.size()),
        local = window(Space::local, launch.kernel.localBytes);
  if (space == Space::shared || space == Space::local)
    address += base(space, lane);
  bool there = space == Space::shared  ? shared.contains(address, size)
               : space == Space::local ? local.contains(address, size)
                                       : block_.grid.find(address, size).end != 0;
  if (space == Space::generic && !there)
    there = shared.contains(address, size) || local.contains(address, size);
  if (!there)
    throw Fault(kIllegalAddress, "an access of " + std::to_string(size) + " bytes where nothing is");
  return reinterpret_cast<uint8_t *>(address);
}

Mask Warp::guarded(const Instruction &instruction, Mask mask) {
  if (instruction.guard < 0)
    return mask;
  const Lanes &guard = (*this)[instruction.guard];
  Mask holds = 0;
  for (unsigned lane = 0; lane < kLanes; ++lane)
    holds |= static_cast<Mask>(guard[lane] & 1) << lane;
  return mask & (instruction.negated ? ~holds : holds);
}

void Warp::set(Mask mask, uint32_t pc) {
  each(mask, [&](unsigned lane) { pc_[lane] = pc; });
}
void Warp::goOn(Mask mask) {
  each(mask, [&](unsigned lane) { ++pc_[lane]; });
}

// The lanes to go next: the furthest behind, or those that have not run for longest. Of these now and then
// only some: lanes that take locks in step may hinder each other for ever, which devices' own timing ends.
Mask Warp::choose(bool fair) {
  Mask able = runnable(), chosen = 0;
  if (!able)
    return 0;
  unsigned best = firstLane(able);
  each(able, [&](unsigned lane) {
    if (fair ? lastRun_[lane] < lastRun_[best] : pc_[lane] < pc_[best])
      best = lane;
  });
  each(able, [&](unsigned lane) {
    if (pc_[lane] == pc_[best])
      chosen |= Mask{1} << lane;
  });
  constexpr Mask kSome = 0x6a3c95d1; // of any eight lanes side by side some and not all
  if (slices_ % 16 == 0 && (chosen & kSome) != 0)
    chosen &= kSome;
  each(chosen, [&](unsigned lane) { lastRun_[lane] = slices_; });
  return chosen;
}

// Lanes whose partners have all come do their operation together. One that has ended is waited for no longer.
void Warp::meet() {
  const std::vector<Instruction> &code = block_.launch.kernel.code;
  for (Mask left = meeting_; left;) {
    unsigned first = firstLane(left);
    const Instruction &instruction = code[pc_[first]];
    const Lanes &masks = (*this)[instruction.from[0]];
    auto members = static_cast<Mask>(masks[first]);
    if (!(members >> first & 1))
      throw Fault(kIllegalInstruction, "a lane that is not in the mask of its operation");
    Mask here = 0;
    each(meeting_ & members, [&](unsigned lane) {
      if (pc_[lane] == pc_[first] && static_cast<Mask>(masks[lane]) == members)
        here |= Mask{1} << lane;
    });
    left &= ~here;
    if (here != (members & live_))
      continue;
    current_ = pc_[first];
    if (instruction.step)
      instruction.step(*this, instruction, here);
    goOn(here);
    meeting_ &= ~here;
  }
}

void Warp::leave(Mask mask) {
  live_ &= ~mask;
  meet();
  block_.release();
}

// Runs lanes at one place until they part, wait, or come to where others are. False: choose again.
bool Warp::runTogether(Mask mask, bool fair, unsigned &budget) {
  const std::vector<Instruction> &code = block_.launch.kernel.code;
  uint32_t pc = pc_[firstLane(mask)], other = ~uint32_t{0};
  each(runnable() & ~mask, [&](unsigned lane) { other = std::min(other, pc_[lane]); });
  for (bool starts = true; budget > 0 && (starts || (pc != other && (fair || pc < other)));
       --budget, starts = false) {
    const Instruction &instruction = code[pc];
    current_ = pc;
    Mask active = guarded(instruction, mask);
    if (instruction.flow == Flow::next) {
      if (active)
        instruction.step(*this, instruction, active);
      ++pc;
      continue;
    }
    if (instruction.flow == Flow::branch && (active == mask || !active)) {
      pc = active ? instruction.target : pc + 1;
      continue;
    }
    set(mask & ~active, pc + 1);
    set(active, instruction.flow == Flow::branch ? instruction.target : pc);
    if (!active)
      return true;
    if (instruction.flow == Flow::trap)
      throw Fault(kLaunchFailed, "trap");
    if (instruction.flow == Flow::exit)
      leave(active);
    if (instruction.flow == Flow::meet) {
      meeting_ |= active;
      meet();
    }
    if (instruction.flow == Flow::barrier) {
      waiting_ |= active;
      block_.arrive(*this, instruction, active);
    }
    return true;
  }
  set(mask, pc);
  return budget > 0;
}

bool Warp::advance(unsigned budget) {
  bool fair = ++slices_ % 4 == 0, any = false;
  for (Mask mask; budget > 0 && (mask = choose(fair)) != 0; any = true)
    runTogether(mask, fair, budget);
  return any;
}

} // namespace hd::test::ptx
