// Every index runs exactly once, whoever calls, however often, and stopping stops.
#include "runtime/drivers/cpu/thread_pool.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace hd::drivers::cpu {
namespace {

struct Counter {
  std::vector<std::atomic<uint32_t>> hits;
  explicit Counter(uint64_t size) : hits(size) {}
  static void work(void *self, Chunks &chunks) {
    uint64_t first, last;
    while (chunks.next(first, last))
      for (uint64_t i = first; i < last; ++i)
        static_cast<Counter *>(self)->hits[i].fetch_add(1, std::memory_order_relaxed);
  }
  bool all(uint32_t times) const {
    for (const std::atomic<uint32_t> &hit : hits)
      if (hit.load() != times)
        return false;
    return true;
  }
};

TEST(ThreadPool, EveryIndexOnce) {
  for (unsigned threads : {1u, 2u, 4u, 7u}) {
    ThreadPool pool(threads);
    for (uint64_t total : {1, 2, 3, 17, 64, 65, 1000, 30000})
      for (bool expectShort : {false, true}) {
        Counter counter(total);
        ThreadPool::Outcome outcome = pool.run(total, expectShort, &Counter::work, &counter);
        ASSERT_TRUE(counter.all(1)) << threads << " " << total;
        ASSERT_LE(outcome.callerBlocks, total);
      }
  }
}

TEST(ThreadPool, ManySmallJobsFromManyThreads) {
  ThreadPool pool(4);
  std::vector<std::thread> callers;
  for (int c = 0; c < 4; ++c)
    callers.emplace_back([&pool, c] {
      Counter counter(10 + static_cast<uint64_t>(c) * 37);
      for (int round = 0; round < 500; ++round)
        pool.run(counter.hits.size(), round % 2, &Counter::work, &counter);
      EXPECT_TRUE(counter.all(500));
    });
  for (std::thread &caller : callers)
    caller.join();
}

TEST(ThreadPool, WorkersSleepAndWakeAgain) {
  ThreadPool pool(3);
  Counter counter(300);
  for (int round = 0; round < 20; ++round) {
    pool.run(300, false, &Counter::work, &counter);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  EXPECT_TRUE(counter.all(20));
}

TEST(ThreadPool, StopEndsTheJobEarly) {
  ThreadPool pool(4);
  std::atomic<uint64_t> ran{0};
  pool.run(
      1000000, false,
      [](void *self, Chunks &chunks) {
        uint64_t first, last;
        while (chunks.next(first, last)) {
          static_cast<std::atomic<uint64_t> *>(self)->fetch_add(last - first);
          chunks.stop();
        }
      },
      &ran);
  EXPECT_LE(ran.load(), 4u * 64);
}

// A job that was expected to be short but is not gets the workers after all.
TEST(ThreadPool, LongJobGetsHelp) {
  ThreadPool pool(4);
  struct State {
    std::mutex mutex;
    std::vector<std::thread::id> seen;
  } state;
  pool.run(
      64, true,
      [](void *self, Chunks &chunks) {
        State &state = *static_cast<State *>(self);
        uint64_t first, last;
        while (chunks.next(first, last)) {
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
          std::lock_guard lock(state.mutex);
          state.seen.push_back(std::this_thread::get_id());
        }
      },
      &state);
  std::sort(state.seen.begin(), state.seen.end());
  auto distinct = std::unique(state.seen.begin(), state.seen.end()) - state.seen.begin();
  EXPECT_GT(distinct, 1);
}

} // namespace
} // namespace hd::drivers::cpu
