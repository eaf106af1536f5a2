// Host callbacks of streams, for every driver: what they may not do, and a thread to run them on.
#pragma once

#include "heddle/status.h"

#include <functional>
#include <memory>

namespace hd::drivers {

// invalid_argument if the calling thread is running a stream's host callback, which may not call into the
// device: it could wait for itself.
Status refuseInsideCallback();
bool insideCallback();

// Runs a user's function; what it throws ends there.
void runCallback(const std::function<void()> &function);

// Runs functions one after the other on a thread that starts with the first one. May be destroyed by its
// own thread.
class CallbackThread {
public:
  CallbackThread();
  // Runs what was posted, unless it is the thread itself that lets go of it.
  ~CallbackThread();
  CallbackThread(const CallbackThread &) = delete;

  void post(std::function<void()> function);

  struct State;
  // To post from where the CallbackThread itself may be gone.
  const std::shared_ptr<State> &state() const { return state_; }
  static void post(const std::shared_ptr<State> &state, std::function<void()> function);

private:
  std::shared_ptr<State> state_;
};

} // namespace hd::drivers
