// Runs a kernel of the language's C++ subset on the host, one fibre for each CUDA thread: the reference that
// the devices are compared with. A fibre runs until a barrier or a warp operation; one that the others of its
// group have reached lets all go on. Include this, define the kernel, then RUN_KERNEL.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>
#include <vector>

#define __global__
#define __device__ static
#define __shared__ static
#define __syncthreads() emulate::barrier()
#define __restrict__

struct Index {
  unsigned x, y, z;
};
static Index threadIdx, blockIdx, blockDim, gridDim;

namespace emulate {

enum class Wait { None, Barrier, Warp, Done };

struct Fibre {
  ucontext_t context;
  std::vector<char> stack;
  Wait wait = Wait::None;
  unsigned mask = 0, lane = 0;
  Index index{};
  uint64_t given = 0, seen[32] = {}; // a warp operation's own value, and those of its group
  unsigned present = 0;              // members of the group that gave one
  int predicate = 0, count = 0, voters = 0;
};

static std::vector<Fibre> fibres;
static ucontext_t scheduler;
static Fibre *current;
static void (*body)();

inline void pause(Wait wait) {
  current->wait = wait;
  swapcontext(&current->context, &scheduler);
}

inline int barrier(int predicate = 0) {
  current->predicate = predicate;
  pause(Wait::Barrier);
  return current->count;
}

// Gives `value` to the lanes of `mask` and waits for theirs.
inline Fibre &exchange(unsigned mask, uint64_t value) {
  current->mask = mask;
  current->given = value;
  pause(Wait::Warp);
  return *current;
}

inline void enter() {
  body();
  current->wait = Wait::Done;
  swapcontext(&current->context, &scheduler);
}

inline bool releaseWarps() {
  bool released = false;
  for (size_t first = 0; first < fibres.size(); first += 32) {
    size_t lanes = fibres.size() - first < 32 ? fibres.size() - first : 32;
    for (size_t i = 0; i < lanes; ++i) {
      Fibre &fibre = fibres[first + i];
      if (fibre.wait != Wait::Warp)
        continue;
      unsigned members = 0;
      bool complete = true;
      for (size_t j = 0; j < lanes; ++j) {
        Fibre &other = fibres[first + j];
        if (!(fibre.mask >> j & 1) || other.wait == Wait::Done)
          continue;
        members |= 1u << j;
        complete &= other.wait == Wait::Warp && other.mask == fibre.mask;
      }
      if (!complete)
        continue;
      for (size_t j = 0; j < lanes; ++j)
        if (members >> j & 1) {
          Fibre &to = fibres[first + j];
          for (size_t k = 0; k < lanes; ++k)
            to.seen[k] = fibres[first + k].given;
          to.present = members;
        }
      for (size_t j = 0; j < lanes; ++j)
        if (members >> j & 1)
          fibres[first + j].wait = Wait::None;
      released = true;
    }
  }
  return released;
}

inline void releaseBarrier() {
  int count = 0, voters = 0;
  for (Fibre &fibre : fibres)
    if (fibre.wait == Wait::Barrier)
      count += fibre.predicate != 0, ++voters;
    else if (fibre.wait != Wait::Done)
      std::fputs("the kernel deadlocks\n", stderr), std::exit(3);
  for (Fibre &fibre : fibres)
    if (fibre.wait == Wait::Barrier)
      fibre.count = count, fibre.voters = voters, fibre.wait = Wait::None;
}

inline void runBlock() {
  for (Fibre &fibre : fibres) {
    getcontext(&fibre.context);
    fibre.stack.resize(64 << 10);
    fibre.context.uc_stack = {fibre.stack.data(), 0, fibre.stack.size()};
    fibre.context.uc_link = &scheduler;
    fibre.wait = Wait::None;
    makecontext(&fibre.context, enter, 0);
  }
  for (;;) {
    bool alive = false, ran = false;
    for (Fibre &fibre : fibres) {
      alive |= fibre.wait != Wait::Done;
      if (fibre.wait != Wait::None)
        continue;
      ran = true;
      current = &fibre;
      threadIdx = fibre.index;
      swapcontext(&scheduler, &fibre.context);
    }
    if (!alive)
      return;
    if (!ran && !releaseWarps())
      releaseBarrier();
  }
}

inline void runGrid(Index grid, Index block, void (*kernel)()) {
  body = kernel;
  gridDim = grid, blockDim = block;
  fibres.resize(block.x * block.y * block.z);
  for (unsigned i = 0; i < fibres.size(); ++i) {
    fibres[i].index = {i % block.x, i / block.x % block.y, i / block.x / block.y};
    fibres[i].lane = i % 32;
  }
  for (unsigned z = 0; z < grid.z; ++z)
    for (unsigned y = 0; y < grid.y; ++y)
      for (unsigned x = 0; x < grid.x; ++x) {
        blockIdx = {x, y, z};
        runBlock();
      }
}

template <class T> T fromBits(uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
template <class T> uint64_t toBits(T value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}
template <class T> T pick(unsigned mask, T value, unsigned from) {
  return fromBits<T>(exchange(mask, toBits(value)).seen[from & 31]);
}

// An .npy file's data after its 128-byte header.
inline std::vector<char> readArray(const char *path) {
  std::vector<char> bytes;
  if (FILE *file = std::fopen(path, "rb")) {
    char buffer[4096];
    for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
      bytes.insert(bytes.end(), buffer, buffer + n);
    std::fclose(file);
  }
  if (bytes.size() < 128)
    std::exit(4);
  bytes.erase(bytes.begin(), bytes.begin() + 128);
  return bytes;
}

inline void writeArray(const char *path, const std::vector<char> &bytes) {
  FILE *file = std::fopen(path, "wb");
  if (!file || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size() || std::fclose(file) != 0)
    std::exit(4);
}

} // namespace emulate

template <class T> T __shfl_xor_sync(unsigned mask, T value, int by) {
  return emulate::pick(mask, value, emulate::current->lane ^ unsigned(by));
}
template <class T> T __shfl_sync(unsigned mask, T value, int lane) {
  return emulate::pick(mask, value, unsigned(lane));
}
template <class T> T __shfl_up_sync(unsigned mask, T value, unsigned by) {
  unsigned lane = emulate::current->lane;
  return emulate::pick(mask, value, lane >= by ? lane - by : lane);
}
template <class T> T __shfl_down_sync(unsigned mask, T value, unsigned by) {
  unsigned lane = emulate::current->lane;
  return emulate::pick(mask, value, lane + by < 32 ? lane + by : lane);
}
inline unsigned __ballot_sync(unsigned mask, int predicate) {
  emulate::Fibre &fibre = emulate::exchange(mask, predicate != 0);
  unsigned bits = 0;
  for (unsigned i = 0; i < 32; ++i)
    bits |= unsigned(fibre.present >> i & 1 && fibre.seen[i]) << i;
  return bits;
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }
inline int __syncthreads_count(int predicate) { return emulate::barrier(predicate); }
inline int __syncthreads_or(int predicate) { return emulate::barrier(predicate) != 0; }
inline int __syncthreads_and(int predicate) {
  return emulate::barrier(predicate) == emulate::current->voters;
}

inline int __popc(unsigned value) { return __builtin_popcount(value); }
inline int __clz(int value) { return value ? __builtin_clz(unsigned(value)) : 32; }
inline int __ffs(int value) { return __builtin_ffs(value); }
inline unsigned __umulhi(unsigned a, unsigned b) { return unsigned(uint64_t(a) * b >> 32); }
inline int __float_as_int(float value) { return emulate::fromBits<int>(emulate::toBits(value)); }

template <class T> T atomicAdd(T *at, T value) {
  T old = *at;
  *at += value;
  return old;
}
template <class T> T atomicMax(T *at, T value) {
  T old = *at;
  *at = old < value ? value : old;
  return old;
}
template <class T> T atomicMin(T *at, T value) {
  T old = *at;
  *at = value < old ? value : old;
  return old;
}
template <class T> T atomicXor(T *at, T value) {
  T old = *at;
  *at ^= value;
  return old;
}
template <class T> T atomicOr(T *at, T value) {
  T old = *at;
  *at |= value;
  return old;
}
