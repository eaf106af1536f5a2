// The catalogue's table and the list of what was reported.
#include "frontend/diag/engine.h"

namespace hd::diag {

namespace {
struct Entry {
  Severity severity;
  const char *stableId;
  const char *text;
};

constexpr Entry kEntries[] = {
#define HD_DIAG(NAME, SEVERITY, STABLE_ID, TEXT) {Severity::SEVERITY, STABLE_ID, TEXT},
#include "frontend/diag/diagnostics.def"
#undef HD_DIAG
};
} // namespace

Severity severityOf(Id id) { return kEntries[size_t(id)].severity; }
const char *stableIdOf(Id id) { return kEntries[size_t(id)].stableId; }
const char *textOf(Id id) { return kEntries[size_t(id)].text; }

std::string readable(std::string message) {
  constexpr size_t kMaxBytes = 4096, kShown = 2048;
  if (message.size() <= kMaxBytes)
    return message;
  size_t head = kShown, tail = message.size() - kShown / 4;
  while ((message[head] & 0xC0) == 0x80) // not within a character
    --head;
  while ((message[tail] & 0xC0) == 0x80)
    ++tail;
  return message.substr(0, head) + " ... " + message.substr(tail);
}

void Engine::forget(unsigned errorCount) {
  trappedErrors_ = errorCount > errors_ ? errorCount - errors_ : 0;
  trappedAll_.clear();
}

Diagnostic &Engine::add(Diagnostic diagnostic) {
  if (trapped_ || muted_) {
    trappedErrors_ += severityOf(diagnostic.id) == Severity::Error;
    constexpr size_t kKept = 8; // the caller adds notes to the last
    if (trappedAll_.size() >= kKept)
      trappedAll_.pop_front();
    trappedAll_.push_back(std::move(diagnostic));
    return trappedAll_.back();
  }
  if (severityOf(diagnostic.id) == Severity::Error)
    ++errors_;
  all_.push_back(std::move(diagnostic));
  return all_.back();
}

} // namespace hd::diag
