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

Diagnostic &Engine::add(Diagnostic diagnostic) {
  if (severityOf(diagnostic.id) == Severity::Error)
    ++errors_;
  all_.push_back(std::move(diagnostic));
  return all_.back();
}

} // namespace hd::diag
