// What holds for a C++ scope of the checker's own code: a scope of names, an instantiation.
#pragma once

#include "frontend/sema/checker.h"

namespace hd::sema {

// Opens a scope for its own lifetime.
class ScopeGuard {
public:
  explicit ScopeGuard(Checker &checker) : checker_(checker), saved_(checker.scope_) {
    checker.scope_ = checker.newScope(saved_, Scope::Kind::Block);
  }
  ~ScopeGuard() { checker_.scope_ = saved_; }
  ScopeGuard(const ScopeGuard &) = delete;

private:
  Checker &checker_;
  Scope *saved_;
};

// An instantiation under way: diagnostics name it. False when they nest too deeply.
class InstantiationGuard {
public:
  InstantiationGuard(Checker &checker, std::string what, Range where);
  ~InstantiationGuard();
  InstantiationGuard(const InstantiationGuard &) = delete;
  explicit operator bool() const { return isGood_; }

private:
  Checker &checker_;
  const Frame *saved_;
  bool isGood_ = true;
};

} // namespace hd::sema
