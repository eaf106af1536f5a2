// Collects diagnostics. Every message is a line of diagnostics.def; nothing prints here (see render.h).
#pragma once

#include "frontend/diag/location.h"

#include <fmt/format.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hd::diag {

enum class Severity : uint8_t { Error, Warning, Note };

// HD_DIAG(Name, severity, "stable-id", "text with {0} {1}")
enum class Id : uint16_t {
#define HD_DIAG(NAME, SEVERITY, STABLE_ID, TEXT) NAME,
#include "frontend/diag/diagnostics.def"
#undef HD_DIAG
};

Severity severityOf(Id id);
const char *stableIdOf(Id id); // e.g. "unknown-name"; printed as [unknown-name]
const char *textOf(Id id);
std::string readable(std::string message); // cut where nobody would read on, as with types that fill pages

struct FixIt {
  Range range; // replaced by `text`; empty range: inserted at its begin
  std::string text;
};

struct Note {
  Id id;
  Range range;
  std::string message;
};

struct Diagnostic {
  Id id;
  Range range;
  std::string message;
  std::vector<Note> notes;
  std::vector<FixIt> fixIts;

  template <typename... Args> Diagnostic &note(Id noteId, Range where, const Args &...args) {
    notes.push_back({noteId, where, readable(fmt::format(fmt::runtime(textOf(noteId)), args...))});
    return *this;
  }
  Diagnostic &fix(Range where, std::string text) {
    fixIts.push_back({where, std::move(text)});
    return *this;
  }
};

class Engine {
public:
  template <typename... Args> Diagnostic &report(Id id, Range range, const Args &...args) {
    return add({id, range, readable(fmt::format(fmt::runtime(textOf(id)), args...)), {}, {}});
  }

  // Errors, trapped ones among them.
  unsigned errorCount() const { return errors_ + trappedErrors_; }
  Diagnostic &last() { return isLastKept_ || trappedAll_.empty() ? all_.back() : trappedAll_.back(); }
  bool isLastKept() const { return isLastKept_; }

  // While trapped, errors are counted but not kept; `forget` takes their count back. Returns the state
  // before.
  bool setTrapped(bool trapped) { return std::exchange(trapped_, trapped); }
  bool isTrapped() const { return trapped_; }
  void forget(unsigned errorCount);
  // Muted for good: what follows from errors of an earlier phase is counted and not kept.
  void mute() { muted_ = true; }
  // An included file is missing, as the last diagnostic says: errors that may follow from that are counted
  // and not kept.
  void setIncomplete();
  bool isIncomplete() const { return missing_.has_value(); }
  // Says on the first diagnostic of a missing file how many errors were not kept.
  void noteHidden();
  const std::deque<Diagnostic> &all() const { return all_; }

private:
  Diagnostic &add(Diagnostic diagnostic);
  bool followsFromMissing(Id id) const;
  std::deque<Diagnostic> all_;
  std::deque<Diagnostic> trappedAll_;
  unsigned errors_ = 0, trappedErrors_ = 0;
  std::optional<size_t> missing_; // the first diagnostic of a missing file
  unsigned hiddenErrors_ = 0;
  bool trapped_ = false, muted_ = false, isLastKept_ = true;
};

} // namespace hd::diag
