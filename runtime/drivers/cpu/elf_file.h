// Bounds-checked reading of an x86-64 ELF relocatable object. Any bytes may come in.
#pragma once

#include "heddle/status.h"

#include <cstring>
#include <elf.h>
#include <optional>
#include <span>
#include <vector>

namespace hd::drivers::cpu {

Status corruptImage(std::string what);

class ElfFile {
public:
  // Checks header, section table, every section's range, and finds the symbol table. Keeps a reference to
  // `bytes`.
  static Result<ElfFile> parse(std::span<const uint8_t> bytes);

  const std::vector<Elf64_Shdr> &sections() const { return sections_; }
  std::span<const uint8_t> content(const Elf64_Shdr &section) const;
  // Offset of section header `index` in the file.
  uint64_t headerOffset(size_t index) const { return tableOffset_ + index * sizeof(Elf64_Shdr); }

  const std::vector<Elf64_Sym> &symbols() const { return symbols_; }
  // Empty for a name outside of the string table.
  std::string_view symbolName(const Elf64_Sym &symbol) const;

  // All relocations that apply to section `index`; an error if they are of a form that x86-64 lacks.
  struct RelocationList {
    size_t target;
    std::vector<Elf64_Rela> entries;
  };
  const std::vector<RelocationList> &relocations() const { return relocations_; }

private:
  Status parseHeader();
  Status parseSections();
  Status parseSymbols();
  Status parseRelocations();
  template <class T> T read(uint64_t offset) const {
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  bool inFile(uint64_t offset, uint64_t size) const {
    return offset <= bytes_.size() && size <= bytes_.size() - offset;
  }

  std::span<const uint8_t> bytes_;
  uint64_t tableOffset_ = 0;
  uint16_t sectionCount_ = 0;
  std::vector<Elf64_Shdr> sections_;
  std::vector<Elf64_Sym> symbols_;
  std::span<const uint8_t> names_;
  std::vector<RelocationList> relocations_;
};

} // namespace hd::drivers::cpu
