// The threads of one compilation: independent pieces of work (kernels, targets), shared out.
//
// Work comes as a range of indices. The thread that has the range takes part, and returns when all are done;
// it may be a worker itself, with a range inside of a range. Which thread does what must not show in results:
// whoever calls puts each piece's result at its index and goes through them in order.
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <pthread.h>
#include <vector>

namespace hd::backends {

class Workers {
public:
  // `jobs` counts the caller's thread; 0 and 1 both mean no other. None is started before there is work for
  // it.
  explicit Workers(unsigned jobs) : jobs_(jobs) {}
  Workers(const Workers &) = delete;
  ~Workers(); // waits for its threads

  bool isParallel() const { return jobs_ > 1; }

  // work(0) to work(count - 1), each once, begun in this order; at most as many at a time as there are jobs.
  void forEach(size_t count, llvm::function_ref<void(size_t)> work);

private:
  struct Range;
  static void *threadMain(void *workers);
  void startThreads(size_t useful);
  void workerLoop();
  bool runNext(Range &range, std::unique_lock<std::mutex> &lock);

  const unsigned jobs_;
  std::mutex mutex_; // guards all below and the ranges
  std::condition_variable news_;
  std::vector<Range *> ranges_; // that have pieces left, the innermost last
  std::vector<pthread_t> threads_;
  bool canStart_ = true, isClosing_ = false;
};

} // namespace hd::backends
