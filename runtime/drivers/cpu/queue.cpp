#include "runtime/drivers/cpu/queue.h"

namespace hd::drivers::cpu {

Queue::Queue() : state_(std::make_shared<State>()) {
  thread_ = std::thread([state = state_] { run(state); });
}

Queue::~Queue() {
  {
    std::lock_guard lock(state_->mutex);
    state_->closing = true;
    state_->submitted.notify_all();
  }
  if (isOwnThread())
    thread_.detach();
  else
    thread_.join();
}

uint64_t Queue::submit(Kind kind, Command command) {
  std::lock_guard lock(state_->mutex);
  state_->commands.emplace_back(kind, std::move(command));
  state_->submitted.notify_one();
  return ++state_->submittedCount;
}

void Queue::waitFor(uint64_t number) {
  std::unique_lock lock(state_->mutex);
  state_->finished.wait(lock, [&] { return state_->finishedCount >= number; });
}

uint64_t Queue::lastSubmitted() {
  std::lock_guard lock(state_->mutex);
  return state_->submittedCount;
}

Status Queue::takeFailure() {
  std::lock_guard lock(state_->mutex);
  return std::exchange(state_->failure, Status());
}

void Queue::run(const std::shared_ptr<State> &state) {
  std::unique_lock lock(state->mutex);
  while (true) {
    state->submitted.wait(lock, [&] { return !state->commands.empty() || state->closing; });
    if (state->commands.empty())
      return;
    auto [kind, command] = std::move(state->commands.front());
    state->commands.pop_front();
    bool skip = kind == Kind::kWork && !state->failure.ok();
    lock.unlock();
    Status status = skip ? Status() : command();
    command = nullptr; // lets go of memory and module before anybody hears that it is done
    lock.lock();
    if (!status && state->failure.ok())
      state->failure = std::move(status);
    ++state->finishedCount;
    state->finished.notify_all();
  }
}

} // namespace hd::drivers::cpu
