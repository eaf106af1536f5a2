// Errors of what is only tried.
#pragma once

#include "frontend/diag/engine.h"

namespace hd::sema {

// Errors while it lives are only counted: the substitution of a template's arguments may fail.
class ErrorTrap {
public:
  explicit ErrorTrap(diag::Engine &engine)
      : engine_(engine), saved_(engine.setTrapped(true)), before_(engine.errorCount()) {}
  ~ErrorTrap() {
    engine_.forget(before_);
    engine_.setTrapped(saved_);
  }
  ErrorTrap(const ErrorTrap &) = delete;
  bool failed() const { return engine_.errorCount() > before_; }

private:
  diag::Engine &engine_;
  bool saved_;
  unsigned before_;
};

// Errors while it lives are errors, whatever is tried around it.
class ErrorUntrap {
public:
  explicit ErrorUntrap(diag::Engine &engine) : engine_(engine), saved_(engine.setTrapped(false)) {}
  ~ErrorUntrap() { engine_.setTrapped(saved_); }
  ErrorUntrap(const ErrorUntrap &) = delete;

private:
  diag::Engine &engine_;
  bool saved_;
};

} // namespace hd::sema
