#include "runtime/drivers/host_callback.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace hd::drivers {
namespace {

thread_local bool runningCallback = false;

} // namespace

bool insideCallback() { return runningCallback; }

Status refuseInsideCallback() {
  if (!runningCallback)
    return {};
  return {StatusCode::invalid_argument, "a host callback may not call into the device", "stream"};
}

void runCallback(const std::function<void()> &function) {
  runningCallback = true;
  try {
    function();
  } catch (...) { // a callback has nobody to throw to
  }
  runningCallback = false;
}

struct CallbackThread::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> functions;
  bool closing = false;
  std::thread thread;

  static void run(const std::shared_ptr<State> &state) {
    std::unique_lock lock(state->mutex);
    while (true) {
      state->changed.wait(lock, [&] { return !state->functions.empty() || state->closing; });
      if (state->functions.empty())
        return;
      std::function<void()> function = std::move(state->functions.front());
      state->functions.pop_front();
      lock.unlock();
      function();
      function = nullptr; // may let go of the last handle of the device
      lock.lock();
    }
  }
};

CallbackThread::CallbackThread() : state_(std::make_shared<State>()) {}

CallbackThread::~CallbackThread() {
  std::unique_lock lock(state_->mutex);
  state_->closing = true;
  state_->changed.notify_all();
  if (!state_->thread.joinable())
    return;
  if (state_->thread.get_id() == std::this_thread::get_id()) {
    state_->thread.detach();
    return;
  }
  lock.unlock();
  state_->thread.join();
}

void CallbackThread::post(std::function<void()> function) { post(state_, std::move(function)); }

void CallbackThread::post(const std::shared_ptr<State> &state, std::function<void()> function) {
  std::lock_guard lock(state->mutex);
  state->functions.push_back(std::move(function));
  if (!state->thread.joinable() && !state->closing)
    state->thread = std::thread([state] { State::run(state); });
  state->changed.notify_all();
}

} // namespace hd::drivers
