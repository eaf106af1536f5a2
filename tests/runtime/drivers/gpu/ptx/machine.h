// Runs kernels of PTX: warps of 32 lanes, each with its own place in the code. Lanes at one place go
// together, the furthest behind first, so that they meet again; now and then those that waited longest, so
// that all go on (NVIDIA promises as much from sm_70 on). One thread, one order: each run of a kernel is the
// same.
#pragma once

#include "tests/runtime/drivers/gpu/ptx/program.h"

#include <deque>
#include <functional>
#include <stdexcept>
#include <unordered_map>

namespace hd::test::ptx {

// What a kernel does that ends it: CUDA's error code and the reason.
struct Fault : std::runtime_error {
  int code;
  Fault(int code, const std::string &reason) : std::runtime_error(reason), code(code) {}
};
enum FaultCode : int {
  kIllegalAddress = 700,
  kMisalignedAddress = 716,
  kIllegalInstruction = 715,
  kLaunchFailed = 719
};

struct Range {
  uint64_t begin = 0, end = 0;
  bool contains(uint64_t address, uint64_t size) const {
    return address >= begin && address <= end && size <= end - address;
  }
};
// What registers, shared and local memory hold before something is put there.
constexpr uint8_t kUnset = 0xa5;

// The allocation with this byte, or an empty range.
using FindRange = std::function<Range(uint64_t address)>;

struct Launch {
  const Program &program;
  const Kernel &kernel;
  std::array<unsigned, 3> grid, block;
  std::vector<uint8_t> parameters;
  unsigned sharedBytes = 0; // the dynamic part
  FindRange find;
};
void run(const Launch &launch); // throws Fault

// The place of a number in a grid or block, x first.
inline std::array<unsigned, 3> position(uint64_t number, const std::array<unsigned, 3> &size) {
  return {static_cast<unsigned>(number % size[0]), static_cast<unsigned>(number / size[0] % size[1]),
          static_cast<unsigned>(number / size[0] / size[1])};
}
inline uint64_t product(const std::array<unsigned, 3> &size) { return uint64_t{size[0]} * size[1] * size[2]; }

class Block;

// Which words of device memory a launch has written. What it reads of them as memory that it does not write
// (ld.global.nc) may be older on a device.
class WrittenWords {
public:
  void write(uint64_t address, unsigned bytes);
  void readAsConstant(uint64_t address, unsigned bytes); // throws Fault

private:
  static constexpr uint64_t kPage = 4096;
  bool &at(uint64_t word);
  std::unordered_map<uint64_t, std::array<bool, kPage / 4>> pages_;
  uint64_t lastPage_ = ~uint64_t{0};
  std::array<bool, kPage / 4> *last_ = nullptr;
};

class Warp {
public:
  Warp(Block &block, unsigned index);
  // Up to so many instructions; false when no lane could do one.
  bool advance(unsigned budget);
  bool done() const { return live_ == 0; }
  Lanes &operator[](int index) { return values_[static_cast<size_t>(index)]; }
  // Host memory behind an address; a fault where there is none.
  uint8_t *at(Space space, uint64_t address, unsigned size, unsigned lane);
  WrittenWords &writtenWords();
  // Generic to the space or back.
  uint64_t base(Space space, unsigned lane) const;
  uint64_t sharedBytes() const;
  Mask live() const { return live_; }
  void leaveBarrier(Mask mask) { goOn(mask), waiting_ &= ~mask; }
  std::string where() const;
  std::string waits() const; // where its lanes are, for reports

private:
  std::string where(uint32_t pc) const;
  Mask choose(bool fair);
  void set(Mask mask, uint32_t pc);
  void goOn(Mask mask);
  bool runTogether(Mask mask, bool fair, unsigned &budget);
  void meet();
  void leave(Mask mask);
  Mask guarded(const Instruction &instruction, Mask mask);
  Mask runnable() const { return live_ & ~meeting_ & ~waiting_; }

  Block &block_;
  unsigned index_;
  std::vector<Lanes> values_;
  std::vector<uint8_t> local_;
  std::array<uint32_t, kLanes> pc_{};
  std::array<uint64_t, kLanes> lastRun_{};
  Mask live_ = 0, meeting_ = 0, waiting_ = 0; // not ended; at an operation of the warp, at a barrier
  uint64_t slices_ = 0;
  uint32_t current_ = 0; // the instruction at work, for reports
  friend class Block;
};

// Barriers with their numbers, shared memory, warps.
class Block {
public:
  Block(class Grid &grid, std::array<unsigned, 3> index);
  bool advance();
  bool done() const;
  std::string waits() const;
  void arrive(Warp &warp, const Instruction &instruction, Mask mask);
  void release(); // the barriers that all have come to

  class Grid &grid;
  const Launch &launch;
  std::array<unsigned, 3> index;
  std::vector<uint8_t> shared;

private:
  struct Waiter {
    Warp *warp;
    const Instruction *instruction;
    Mask mask;
  };
  struct Barrier {
    unsigned expected = 0, arrived = 0, votes = 0; // expected 0: all threads that have not ended
    std::vector<Waiter> waiters;
  };
  std::map<uint64_t, Barrier> barriers_;
  std::deque<Warp> warps_;
  unsigned slice_ = 0;
};

class Grid {
public:
  explicit Grid(const Launch &launch) : launch(launch) {}
  void run();
  Range find(uint64_t address, unsigned size); // an empty one where nothing is
  const Launch &launch;
  WrittenWords writtenWords;

private:
  std::array<Range, 8> recent_{};
  size_t next_ = 0;
};

} // namespace hd::test::ptx
