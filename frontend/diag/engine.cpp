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

void Engine::setIncomplete() {
  if (!missing_)
    missing_ = all_.size() - 1;
}

void Engine::noteHidden() {
  if (missing_ && hiddenErrors_)
    all_[*missing_].note(Id::ErrorsNotShown, all_[*missing_].range, hiddenErrors_);
}

// A name, a macro or a type that the file would have given can make any of the others.
bool Engine::followsFromMissing(Id id) const {
  return missing_ && severityOf(id) == Severity::Error && id != Id::MissingInclude &&
         id != Id::CannotReadFile && id != Id::IncludeTooDeep && id != Id::UnsupportedFeature;
}

Diagnostic &Engine::add(Diagnostic diagnostic) {
  bool isHidden = followsFromMissing(diagnostic.id);
  isLastKept_ = !trapped_ && !muted_ && !isHidden;
  if (!isLastKept_) {
    hiddenErrors_ += isHidden && !trapped_ && !muted_;
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
