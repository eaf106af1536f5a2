#include "backends/workers.h"

#include "llvm/ADT/STLExtras.h"

#include <cfenv>
#include <csignal>

namespace hd::backends {
namespace {

// Recursion over deeply nested source needs more than a thread has by default; only what is used is memory.
constexpr size_t kStackBytes = size_t{256} << 20;

// A thread that takes none of the process's signals: handlers of the program do not run on a stack and under
// a lock of ours. Those of a thread's own faults cannot be blocked.
bool startThread(pthread_t &thread, void *(*main)(void *), void *argument) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return false;
  sigset_t all, before;
  sigfillset(&all);
  for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
    sigdelset(&all, fault);
  bool ok = pthread_attr_setstacksize(&attributes, kStackBytes) == 0 &&
            pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
  if (ok) {
    ok = pthread_create(&thread, &attributes, main, argument) == 0;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  pthread_attr_destroy(&attributes);
  return ok;
}

} // namespace

struct Workers::Range {
  llvm::function_ref<void(size_t)> work;
  size_t count, next = 0, done = 0;
};

Workers::~Workers() {
  {
    std::lock_guard lock(mutex_);
    isClosing_ = true;
  }
  news_.notify_all();
  for (pthread_t thread : threads_)
    pthread_join(thread, nullptr);
}

void Workers::forEach(size_t count, llvm::function_ref<void(size_t)> work) {
  if (count < 2 || jobs_ < 2) {
    for (size_t i = 0; i < count; ++i)
      work(i);
    return;
  }
  Range range{work, count};
  std::unique_lock lock(mutex_);
  startThreads(count - 1);
  ranges_.push_back(&range);
  news_.notify_all();
  while (runNext(range, lock)) {
  }
  // The rest is in work elsewhere. This thread waits only for that: a range around it has its own thread.
  news_.wait(lock, [&] { return range.done == range.count; });
}

// Does the range's next piece, without the lock; false when there is none.
bool Workers::runNext(Range &range, std::unique_lock<std::mutex> &lock) {
  if (range.next == range.count)
    return false;
  size_t index = range.next++;
  if (range.next == range.count)
    llvm::erase(ranges_, &range);
  lock.unlock();
  range.work(index);
  lock.lock();
  if (++range.done == range.count)
    news_.notify_all();
  return true;
}

// A process may be out of threads or memory for them: then those that there are do all the work.
void Workers::startThreads(size_t useful) {
  while (canStart_ && threads_.size() + 1 < jobs_ && threads_.size() < useful) {
    pthread_t thread;
    canStart_ = startThread(thread, threadMain, this);
    if (canStart_)
      threads_.push_back(thread);
  }
}

void *Workers::threadMain(void *workers) {
  std::fesetenv(FE_DFL_ENV); // a thread has its maker's rounding, and constants are folded here
  static_cast<Workers *>(workers)->workerLoop();
  return nullptr;
}

void Workers::workerLoop() {
  std::unique_lock lock(mutex_);
  while (true) {
    news_.wait(lock, [&] { return isClosing_ || !ranges_.empty(); });
    if (isClosing_)
      return;
    runNext(*ranges_.back(), lock);
  }
}

} // namespace hd::backends
