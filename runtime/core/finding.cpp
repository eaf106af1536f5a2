#include "heddle/check.h"

namespace hd {

std::string_view to_string(FindingKind kind) {
  switch (kind) {
  case FindingKind::out_of_bounds:
    return "out-of-bounds";
  case FindingKind::misaligned:
    return "misaligned";
  case FindingKind::invalid_pointer:
    return "invalid-pointer";
  case FindingKind::uninitialized:
    return "uninitialized";
  case FindingKind::race:
    return "race";
  case FindingKind::divergent_barrier:
    return "divergent-barrier";
  }
  return "unknown";
}

static std::string textOf(const SourcePlace &place) {
  if (place.line == 0)
    return "";
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
}

std::string to_string(const Finding &finding) {
  std::string text = textOf(finding.place) + "error: " + finding.message + " [" +
                     std::string(to_string(finding.kind)) + "]\n";
  for (const FindingNote &note : finding.notes)
    text += textOf(note.place) + "note: " + note.message + "\n";
  if (finding.count > 1)
    text += textOf(finding.place) + "note: the same " + std::to_string(finding.count - 1) +
            (finding.count == 2 ? " more time\n" : " more times\n");
  return text;
}

} // namespace hd
