// What the struct type of a record consists of. Fields are entries of their own, but for bit-fields: those
// that follow each other share integers, which no other field overlaps, so that a write to one touches only
// them.
#pragma once

#include "frontend/ast/decl.h"

#include "llvm/ADT/SmallVector.h"

namespace hd::irgen {

// The integer of a run of bit-fields.
struct BitUnit {
  unsigned entry, bytes;
};

// Some bits of a bit-field: `width` from `from` on stand in the unit from `shift` on. One part as a rule.
struct BitPart {
  unsigned unit, shift, from, width;
};

struct RecordLayout {
  struct Entry {
    const ast::FieldDecl *field; // null: a unit of bit-fields
    uint64_t offset, bytes;
  };
  std::vector<Entry> entries;
  std::vector<unsigned> entryOf; // by the index of a field; without meaning for bit-fields
  std::vector<BitUnit> units;
  std::vector<llvm::SmallVector<BitPart, 1>> parts; // by the index of a field; empty for other fields

  explicit RecordLayout(const ast::RecordDecl &record);
};

} // namespace hd::irgen
