#include "runtime/drivers/vulkan/worker.h"

#include "runtime/drivers/messages.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace hd::drivers::vulkan {

// How often a worker without commands looks whether the device is done with what it holds.
constexpr std::chrono::milliseconds kRetireInterval{1};
constexpr size_t kMaxInFlight = 64;

// Threads of workers that have something to do: running, or woken to run.
static std::atomic<int> busyThreads{0};

// A vendor's library is torn down at exit; a thread that still gives back what belongs to it would crash
// there. A kernel that never ends is not waited for.
static void waitForThreadsAtExit() {
  for (int i = 0; i < 20000 && busyThreads.load() > 0; ++i)
    std::this_thread::sleep_for(std::chrono::microseconds(100));
}

// What is registered last runs first at exit, and the compiler inside of the vendor's library registers its
// own teardown when it first compiles, which is while the first batches run: this comes after each of those.
static void registerWaitAtExit() {
  constexpr int kBatches = 64;
  static std::atomic<int> registered{0};
  if (registered.load() < kBatches && registered++ < kBatches)
    std::atexit(waitForThreadsAtExit);
}

Result<std::shared_ptr<Worker>> Worker::create(std::shared_ptr<Context> context) {
  std::shared_ptr<Worker> worker(new Worker(std::move(context)));
  Result<Timeline> timeline = worker->context->timelines->acquire();
  if (!timeline)
    return timeline.status();
  worker->timeline_ = *timeline;
  ++busyThreads;
  try {
    worker->thread_ = std::thread([worker]() mutable {
      worker->run();
      worker = nullptr;
      --busyThreads;
    });
  } catch (const std::system_error &error) {
    --busyThreads;
    return Status(StatusCode::device_error, std::string("cannot start the stream's thread: ") + error.what(),
                  "vulkan", error.code().value());
  }
  return worker;
}

Worker::~Worker() {
  if (timeline_.semaphore)
    context->timelines->release(timeline_);
}

void Worker::close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    wake();
  }
  if (thread_.get_id() == std::this_thread::get_id())
    thread_.detach();
  else
    thread_.join();
}

// Called with the lock held.
void Worker::wake() {
  if (std::exchange(parked_, false))
    ++busyThreads;
  changed_.notify_all();
}

uint64_t Worker::submit(Kind kind, Command command) {
  std::lock_guard lock(mutex_);
  commands_.emplace_back(kind, std::move(command));
  wake();
  return ++submitted_;
}

uint64_t Worker::lastSubmitted() {
  std::lock_guard lock(mutex_);
  return submitted_;
}

std::optional<uint64_t> Worker::valueOf(uint64_t number) const {
  if (completed_ < number)
    for (const InFlight &submission : inFlight_)
      if (submission.lastCommand >= number)
        return submission.value;
  return std::nullopt;
}

bool Worker::waitFor(uint64_t number, Deadline deadline) {
  std::unique_lock lock(mutex_);
  auto flushed = [&] { return flushed_ >= number; };
  if (!deadline)
    changed_.wait(lock, flushed);
  else if (!changed_.wait_until(lock, *deadline, flushed))
    return false;
  std::optional<uint64_t> value = valueOf(number);
  std::string active = value ? running() : std::string();
  lock.unlock();
  if (!value)
    return true;
  uint64_t timeout = UINT64_MAX;
  if (deadline) {
    auto left = std::chrono::nanoseconds(*deadline - std::chrono::steady_clock::now()).count();
    timeout = left > 0 ? static_cast<uint64_t>(left) : 0;
  }
  VkSemaphoreWaitInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO;
  info.semaphoreCount = 1;
  info.pSemaphores = &timeline_.semaphore;
  info.pValues = &*value;
  VkResult result = context->vulkan.WaitSemaphores(context->device, &info, timeout);
  if (result == VK_TIMEOUT)
    return false;
  if (Status status = context->check(result, "cannot wait for the device", active); !status)
    recordFailure(status);
  retire();
  return true;
}

bool Worker::isDone(uint64_t number) {
  {
    std::lock_guard lock(mutex_);
    if (completed_ >= number)
      return true;
  }
  retire();
  std::lock_guard lock(mutex_);
  return completed_ >= number;
}

Status Worker::takeFailure() {
  std::lock_guard lock(mutex_);
  Status failure = std::exchange(failure_, Status());
  return context->isLost() ? context->lostStatus() : failure;
}

void Worker::recordFailure(Status status) {
  std::lock_guard lock(mutex_);
  if (failure_)
    failure_ = std::move(status);
}

// Called with the lock held.
std::string Worker::running() {
  std::string text;
  for (const InFlight &submission : inFlight_)
    if (const std::string &part = submission.batch->running(); !part.empty() && text.size() < 400)
      text += (text.empty() ? "" : ", ") + part;
  return text;
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (!commands_.empty()) {
      auto [kind, command] = std::move(commands_.front());
      commands_.pop_front();
      lock.unlock();
      runCommand(kind, std::move(command));
      lock.lock();
      ++processed_;
      settle();
    } else if (open_ && !open_->empty()) {
      lock.unlock();
      if (Result<uint64_t> flushed = flush(); !flushed)
        recordFailure(flushed.status());
      lock.lock();
      settle();
    } else if (!inFlight_.empty()) {
      if (!closing_ && changed_.wait_for(lock, kRetireInterval) == std::cv_status::no_timeout)
        continue;
      if (inFlight_.empty()) // a thread that asked how far the stream is retires too
        continue;
      uint64_t last = inFlight_.back().value;
      bool wait = closing_;
      lock.unlock();
      if (wait)
        waitForValue(last);
      retire();
      lock.lock();
    } else if (closing_) {
      return;
    } else {
      parked_ = true;
      --busyThreads;
      changed_.wait(lock, [this] { return !parked_; });
    }
  }
}

// `command` is gone when this returns, and with it what it kept alive.
void Worker::runCommand(Kind kind, Command command) {
  bool dropped;
  {
    std::lock_guard lock(mutex_);
    dropped = kind == Kind::kWork && (!failure_.ok() || context->isLost());
  }
  if (dropped)
    return;
  if (Status status = command(*this); !status)
    recordFailure(status);
}

// Called with the lock held, between commands: says how far the stream is.
void Worker::settle() {
  if (open_ && !open_->empty())
    return;
  if (inFlight_.empty())
    completed_ = processed_;
  else
    inFlight_.back().lastCommand = processed_;
  flushed_ = processed_;
  changed_.notify_all();
}

Result<Batch *> Worker::openBatch(uint64_t uploadBytes) {
  if (open_ && !open_->hasRoom(uploadBytes))
    if (Result<uint64_t> flushed = flush(); !flushed)
      return flushed.status();
  if (open_)
    return open_.get();
  if (Status status = limitInFlight(); !status)
    return status;
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      open_ = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!open_) {
    Result<std::unique_ptr<Batch>> made = Batch::create(*context);
    if (!made)
      return made.status();
    open_ = std::move(*made);
  }
  if (Status status = open_->begin(); !status) {
    open_ = nullptr;
    return status;
  }
  return open_.get();
}

Status Worker::limitInFlight() {
  retire();
  uint64_t oldest;
  {
    std::lock_guard lock(mutex_);
    if (inFlight_.size() < kMaxInFlight)
      return {};
    oldest = inFlight_.front().value;
  }
  Status status = waitForValue(oldest);
  retire();
  return status;
}

Result<Batch *> Worker::beginCommand(uint64_t uploadBytes) {
  Result<Batch *> batch = openBatch(uploadBytes);
  if (batch)
    (*batch)->beginCommand();
  return batch;
}

Result<uint64_t> Worker::flush() {
  if (context->isLost()) {
    open_ = nullptr;
    return context->lostStatus();
  }
  if (!open_ || open_->empty())
    return timeline_.value;
  std::string before;
  {
    std::lock_guard lock(mutex_);
    before = running();
  }
  std::unique_ptr<Batch> batch = std::move(open_);
  if (Status status = batch->submit(queue_, timeline_.semaphore, timeline_.value + 1, before); !status)
    return status;
  ++timeline_.value;
  std::lock_guard lock(mutex_);
  inFlight_.push_back({timeline_.value, processed_, std::move(batch)});
  flushed_ = processed_;
  changed_.notify_all();
  return timeline_.value;
}

Status Worker::waitForValue(uint64_t value) {
  std::string active;
  {
    std::lock_guard lock(mutex_);
    active = running();
  }
  VkSemaphoreWaitInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO;
  info.semaphoreCount = 1;
  info.pSemaphores = &timeline_.semaphore;
  info.pValues = &value;
  return context->check(context->vulkan.WaitSemaphores(context->device, &info, UINT64_MAX),
                        "cannot wait for the device", active);
}

Status Worker::drain() {
  Result<uint64_t> value = flush();
  if (!value)
    return value.status();
  Status status = waitForValue(*value);
  retire();
  return status;
}

void Worker::retire() {
  {
    std::lock_guard lock(mutex_);
    if (inFlight_.empty())
      return;
  }
  uint64_t reached = 0;
  VkResult result = context->vulkan.GetSemaphoreCounterValue(context->device, timeline_.semaphore, &reached);
  if (!context->check(result, "cannot ask the device", {}) || context->isLost())
    reached = UINT64_MAX; // nothing will come any more
  dropDone(reached);
}

void Worker::dropDone(uint64_t reached) {
  registerWaitAtExit();
  std::vector<std::unique_ptr<Batch>> done;
  {
    std::lock_guard lock(mutex_);
    while (!inFlight_.empty() && inFlight_.front().value <= reached) {
      completed_ = inFlight_.front().lastCommand;
      done.push_back(std::move(inFlight_.front().batch));
      inFlight_.pop_front();
    }
    changed_.notify_all();
  }
  for (std::unique_ptr<Batch> &batch : done)
    batch->clear();
  std::lock_guard lock(mutex_);
  for (std::unique_ptr<Batch> &batch : done)
    idle_.push_back(std::move(batch));
}

Status Worker::follow(const std::shared_ptr<Worker> &other, uint64_t number) {
  if (Result<uint64_t> flushed = flush(); !flushed)
    return flushed.status();
  std::optional<uint64_t> value;
  {
    std::unique_lock lock(other->mutex_);
    other->changed_.wait(lock, [&] { return other->flushed_ >= number; });
    value = other->valueOf(number);
  }
  if (!value)
    return {};
  Result<Batch *> batch = openBatch(0);
  if (!batch)
    return batch.status();
  (*batch)->startAfter(other->timeline_.semaphore, *value);
  (*batch)->keep(other);
  return {};
}

Result<Allocation *> Worker::staging(size_t which) {
  Staging &staging = staging_[which];
  if (!staging.memory) {
    Result<Allocation> memory = context->allocator->allocate(kStagingBytes, MemoryKind::kHost);
    if (!memory)
      return memory.status();
    staging.memory = std::move(*memory);
  }
  if (Status status = waitForValue(staging.busyUntil); !status)
    return status;
  return &staging.memory;
}

Result<Allocation *> Worker::messages() {
  if (!messages_) {
    uint64_t size = uint64_t{kMessageBufferWords} * sizeof(uint32_t);
    Result<Allocation> memory = context->allocator->allocate(size, MemoryKind::kHost);
    if (!memory)
      return memory.status();
    messages_ = std::move(*memory);
    hd_message_buffer header = freshMessageHeader();
    std::memset(messages_.mapped(), 0, size);
    std::memcpy(messages_.mapped(), &header, sizeof(header));
  }
  return &messages_;
}

Result<Allocation *> Worker::cutLoops() {
  if (!cutLoops_) {
    Result<Allocation> memory = context->allocator->allocate(sizeof(uint32_t), MemoryKind::kHost);
    if (!memory)
      return memory.status();
    cutLoops_ = std::move(*memory);
    std::memset(cutLoops_.mapped(), 0, sizeof(uint32_t));
  }
  return &cutLoops_;
}

} // namespace hd::drivers::vulkan
