#include "runtime/drivers/cpu/elf_file.h"

namespace hd::drivers::cpu {

Status corruptImage(std::string what) {
  return {StatusCode::corrupt, "invalid cpu image: " + std::move(what), "cpu"};
}

Result<ElfFile> ElfFile::parse(std::span<const uint8_t> bytes) {
  ElfFile file;
  file.bytes_ = bytes;
  for (Status (ElfFile::*step)() :
       {&ElfFile::parseHeader, &ElfFile::parseSections, &ElfFile::parseSymbols, &ElfFile::parseRelocations})
    if (Status status = (file.*step)(); !status)
      return status;
  return file;
}

Status ElfFile::parseHeader() {
  if (!inFile(0, sizeof(Elf64_Ehdr)))
    return corruptImage("it has " + std::to_string(bytes_.size()) + " bytes, an ELF header has " +
                        std::to_string(sizeof(Elf64_Ehdr)));
  auto header = read<Elf64_Ehdr>(0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return corruptImage("it is not an ELF file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_machine != EM_X86_64)
    return corruptImage("it is not for x86-64");
  if (header.e_type != ET_REL)
    return corruptImage("it is not a relocatable object");
  if (header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shnum == 0)
    return corruptImage("it has no section table");
  if (!inFile(header.e_shoff, uint64_t{header.e_shnum} * sizeof(Elf64_Shdr)))
    return corruptImage("its section table lies outside of the file");
  tableOffset_ = header.e_shoff;
  sectionCount_ = header.e_shnum;
  return {};
}

Status ElfFile::parseSections() {
  for (size_t i = 0; i < sectionCount_; ++i) {
    sections_.push_back(read<Elf64_Shdr>(headerOffset(i)));
    const Elf64_Shdr &section = sections_.back();
    std::string name = "section " + std::to_string(i);
    if (section.sh_type == SHT_NULL) { // whatever else its header says has no meaning
      sections_.back() = {};
      continue;
    }
    if (section.sh_type != SHT_NOBITS && !inFile(section.sh_offset, section.sh_size))
      return corruptImage(name + " lies outside of the file");
    if ((section.sh_addralign & (section.sh_addralign - 1)) != 0 || section.sh_addralign > 4096)
      return corruptImage(name + " has an alignment of " + std::to_string(section.sh_addralign));
  }
  return {};
}

std::span<const uint8_t> ElfFile::content(const Elf64_Shdr &section) const {
  if (section.sh_type == SHT_NOBITS || section.sh_type == SHT_NULL)
    return {};
  return bytes_.subspan(section.sh_offset, section.sh_size);
}

Status ElfFile::parseSymbols() {
  for (const Elf64_Shdr &section : sections_) {
    if (section.sh_type != SHT_SYMTAB)
      continue;
    if (!symbols_.empty())
      return corruptImage("it has two symbol tables");
    if (section.sh_entsize != sizeof(Elf64_Sym) || section.sh_size % sizeof(Elf64_Sym) != 0)
      return corruptImage("its symbol table has entries of a wrong size");
    if (section.sh_link >= sections_.size() || sections_[section.sh_link].sh_type != SHT_STRTAB)
      return corruptImage("its symbol table has no names");
    names_ = content(sections_[section.sh_link]);
    if (names_.empty() || names_.back() != 0)
      return corruptImage("its symbol names do not end");
    for (uint64_t offset = 0; offset < section.sh_size; offset += sizeof(Elf64_Sym))
      symbols_.push_back(read<Elf64_Sym>(section.sh_offset + offset));
  }
  return symbols_.empty() ? corruptImage("it has no symbol table") : Status();
}

std::string_view ElfFile::symbolName(const Elf64_Sym &symbol) const {
  if (symbol.st_name >= names_.size())
    return {};
  return reinterpret_cast<const char *>(names_.data()) + symbol.st_name;
}

Status ElfFile::parseRelocations() {
  for (const Elf64_Shdr &section : sections_) {
    if (section.sh_type != SHT_RELA && section.sh_type != SHT_REL)
      continue;
    if (section.sh_info == 0 || section.sh_info >= sections_.size())
      return corruptImage("relocations for section " + std::to_string(section.sh_info) +
                          ", which does not exist");
    if (!(sections_[section.sh_info].sh_flags & SHF_ALLOC))
      continue; // debug information: the debugger's business
    if (section.sh_type == SHT_REL || section.sh_entsize != sizeof(Elf64_Rela) ||
        section.sh_size % sizeof(Elf64_Rela) != 0)
      return corruptImage("relocations for section " + std::to_string(section.sh_info) +
                          " have entries of a wrong form");
    RelocationList list{section.sh_info, {}};
    for (uint64_t offset = 0; offset < section.sh_size; offset += sizeof(Elf64_Rela))
      list.entries.push_back(read<Elf64_Rela>(section.sh_offset + offset));
    relocations_.push_back(std::move(list));
  }
  return {};
}

} // namespace hd::drivers::cpu
