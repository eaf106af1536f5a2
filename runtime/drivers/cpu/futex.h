// Sleeping on a 32-bit word, within the process.
#pragma once

#include <atomic>
#include <climits>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hd::drivers::cpu {

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t));

// Returns at once if the word is not `expected`; may return for no reason.
inline void futexWait(std::atomic<uint32_t> &word, uint32_t expected) {
  syscall(SYS_futex, reinterpret_cast<uint32_t *>(&word), FUTEX_WAIT_PRIVATE, expected, nullptr, nullptr, 0);
}

// The word itself is not read: waking on one that is gone wakes nobody, or somebody who looks again.
inline void futexWake(std::atomic<uint32_t> &word, int waiters = INT_MAX) {
  syscall(SYS_futex, reinterpret_cast<uint32_t *>(&word), FUTEX_WAKE_PRIVATE, waiters, nullptr, nullptr, 0);
}

inline void spinPause() { __builtin_ia32_pause(); }

} // namespace hd::drivers::cpu
