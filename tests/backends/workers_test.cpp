// Every piece of work is done once, by threads that are as a compilation needs them, or by the caller alone.
#include "backends/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cfenv>
#include <csignal>
#include <set>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include <fstream>

namespace hd::backends {
namespace {

TEST(Workers, DoEachPieceOnce) {
  for (unsigned jobs : {0u, 1u, 2u, 7u}) {
    Workers workers(jobs);
    for (size_t count : {0, 1, 2, 500}) {
      std::vector<std::atomic<int>> done(count);
      workers.forEach(count, [&](size_t index) { ++done[index]; });
      for (std::atomic<int> &times : done)
        EXPECT_EQ(times, 1) << jobs << " jobs";
    }
  }
}

TEST(Workers, TakeRangesInsideOfRanges) {
  Workers workers(4);
  std::atomic<int> sum = 0, atOnce = 0, most = 0;
  workers.forEach(8, [&](size_t i) {
    workers.forEach(8, [&](size_t j) {
      int now = ++atOnce;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      workers.forEach(4, [&](size_t k) { sum += int(100 * i + 10 * j + k); });
      --atOnce;
    });
  });
  EXPECT_EQ(sum, 4 * 8 * (100 * 28 + 10 * 28) + 64 * 6);
  EXPECT_LE(most, 4);
}

TEST(Workers, OneJobIsTheCallersThread) {
  Workers workers(1);
  workers.forEach(
      3, [&, caller = std::this_thread::get_id()](size_t) { EXPECT_EQ(std::this_thread::get_id(), caller); });
}

// All threads have a piece at the same time, so that each is seen.
template <class Look> void onAllThreads(unsigned jobs, Look look) {
  Workers workers(jobs);
  std::atomic<unsigned> inside = 0;
  workers.forEach(jobs, [&](size_t) {
    ++inside;
    while (inside < jobs)
      std::this_thread::yield();
    look();
  });
}

TEST(Workers, RoundToNearestAndTakeNoSignals) {
  std::fesetround(FE_UPWARD);
  std::atomic<int> nearest = 0, blocked = 0;
  onAllThreads(3, [&] {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    nearest += std::fegetround() == FE_TONEAREST;
    blocked += sigismember(&mask, SIGALRM) && !sigismember(&mask, SIGSEGV);
  });
  std::fesetround(FE_TONEAREST);
  EXPECT_EQ(nearest, 2); // this test's thread is as it was
  EXPECT_EQ(blocked, 2);
}

TEST(Workers, WithoutMemoryForThreadsTheCallerDoesAll) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit tight = before;
  tight.rlim_cur = pages * size_t(sysconf(_SC_PAGESIZE)) + (size_t{64} << 20); // a thread's stack is larger
  Workers workers(4);
  std::set<std::thread::id> threads;
  int done = 0;
  ASSERT_EQ(setrlimit(RLIMIT_AS, &tight), 0);
  workers.forEach(10, [&](size_t) {
    threads.insert(std::this_thread::get_id());
    ++done;
  });
  setrlimit(RLIMIT_AS, &before);
  EXPECT_EQ(done, 10);
  EXPECT_EQ(threads, std::set{std::this_thread::get_id()});
}

} // namespace
} // namespace hd::backends
