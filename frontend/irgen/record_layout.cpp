#include "frontend/irgen/record_layout.h"

#include <algorithm>

namespace hd::irgen {

namespace {

uint64_t firstBit(const ast::FieldDecl &field) { return field.offset * 8 + field.firstBit; }

// The largest power of two up to `most` that starts aligned at `at`, ends by `limit`, and is no larger than
// it takes to hold what there is up to `end`.
unsigned unitBytes(uint64_t at, uint64_t end, uint64_t limit, uint64_t most) {
  unsigned bytes = 1;
  while (at + bytes < end && bytes * 2 <= most && at % (bytes * 2) == 0 && at + bytes * 2 <= limit)
    bytes *= 2;
  return bytes;
}

} // namespace

RecordLayout::RecordLayout(const ast::RecordDecl &record) {
  size_t count = record.fields.size();
  entryOf.resize(count);
  parts.resize(count);
  for (size_t i = 0; i < count;) {
    const ast::FieldDecl &first = *record.fields[i];
    if (!first.bits) {
      entryOf[i++] = unsigned(entries.size());
      entries.push_back({&first, first.offset, first.type->size()});
      continue;
    }
    size_t last = i;
    uint64_t most = 0;
    while (last < count && record.fields[last]->bits && !(record.isUnion && last > i))
      most = std::max(most, record.fields[last++]->type->size());
    const ast::FieldDecl &final = *record.fields[last - 1];
    uint64_t at = firstBit(first) / 8, end = (firstBit(final) + final.bits + 7) / 8;
    uint64_t limit = last < count && !record.isUnion ? record.fields[last]->offset : record.size;
    size_t firstUnit = units.size();
    while (at < end) {
      unsigned bytes = unitBytes(at, end, limit, most);
      units.push_back({unsigned(entries.size()), bytes});
      entries.push_back({nullptr, at, bytes});
      at += bytes;
    }
    for (; i < last; ++i) {
      uint64_t begin = firstBit(*record.fields[i]), stop = begin + record.fields[i]->bits;
      for (size_t unit = firstUnit; unit < units.size(); ++unit) {
        uint64_t low = entries[units[unit].entry].offset * 8, high = low + units[unit].bytes * 8;
        uint64_t from = std::max(begin, low), to = std::min(stop, high);
        if (from < to)
          parts[i].push_back(
              {unsigned(unit), unsigned(from - low), unsigned(from - begin), unsigned(to - from)});
      }
    }
  }
}

} // namespace hd::irgen
