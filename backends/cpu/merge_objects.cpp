// Reads each object into sections, symbols and relocations that are numbered for the result, then writes
// those.
#include "backends/cpu/merge_objects.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>
#include <elf.h>
#include <map>
#include <tuple>

namespace hd::cpu {
namespace {

struct Section {
  std::string name;
  Elf64_Shdr header = {}; // of the first that has it; size and alignment of all
  ObjectBytes bytes;      // none for SHT_NOBITS
  std::vector<Elf64_Rela> relocations;
};

struct Symbol {
  std::string name;
  Elf64_Sym entry = {}; // st_shndx: an index of Merger::sections_, 1 for the first
};

// Where a section of an object is now. `section` 0: nowhere.
struct Place {
  uint32_t section = 0;
  uint64_t offset = 0;
};

// A symbol's index in the result's table, and what to add where it was the symbol of a section.
struct Target {
  uint64_t symbol = 0, addend = 0;
};

template <class T> void append(ObjectBytes &bytes, const T &value) {
  bytes.append(reinterpret_cast<const char *>(&value), reinterpret_cast<const char *>(&value + 1));
}

class Merger {
public:
  llvm::Error add(const ObjectBytes &object);
  llvm::Error addAlias(const Alias &alias);
  ObjectBytes write();

private:
  static Elf64_Shdr header(const ObjectBytes &object, size_t index);
  static llvm::StringRef name(const ObjectBytes &object, const Elf64_Shdr &names, uint64_t at);
  Place addSection(const ObjectBytes &object, const Elf64_Shdr &from, llvm::StringRef name);
  llvm::Error addSymbols(const ObjectBytes &object, const Elf64_Shdr &table, llvm::ArrayRef<Place> places);
  llvm::Error addGlobal(llvm::StringRef name, const Elf64_Sym &entry);
  llvm::Error addRelocations(const ObjectBytes &object, const Elf64_Shdr &from, const Place &place);
  uint64_t number(const Target &target) const;
  void write(ObjectBytes &bytes, Elf64_Shdr header, llvm::ArrayRef<char> content);
  uint32_t addName(llvm::StringRef name);

  // Symbols have the index that they get in the result only when all are known: sections first, then locals.
  static constexpr uint64_t kLocal = uint64_t{1} << 30, kGlobal = uint64_t{1} << 31;

  Elf64_Ehdr file_ = {};
  std::vector<Section> sections_;
  std::map<std::tuple<std::string, uint32_t, uint64_t, uint64_t>, uint32_t> sectionIndex_;
  std::vector<Symbol> locals_, globals_;
  llvm::StringMap<size_t> globalIndex_;
  std::vector<Target> targets_; // of the object's symbols
  std::vector<Elf64_Shdr> headers_;
  std::string names_;
};

template <class T> T read(const ObjectBytes &object, uint64_t offset) {
  T value;
  std::memcpy(&value, object.data() + offset, sizeof(T));
  return value;
}

Elf64_Shdr Merger::header(const ObjectBytes &object, size_t index) {
  auto file = read<Elf64_Ehdr>(object, 0);
  return read<Elf64_Shdr>(object, file.e_shoff + index * sizeof(Elf64_Shdr));
}

llvm::StringRef Merger::name(const ObjectBytes &object, const Elf64_Shdr &names, uint64_t at) {
  return object.data() + names.sh_offset + at;
}

Place Merger::addSection(const ObjectBytes &object, const Elf64_Shdr &from, llvm::StringRef name) {
  auto [known, isNew] = sectionIndex_.try_emplace({name.str(), from.sh_type, from.sh_flags, from.sh_entsize},
                                                  uint32_t(sections_.size() + 1));
  if (isNew) {
    sections_.push_back({name.str(), from, {}, {}});
    sections_.back().header.sh_size = 0;
  }
  Section &into = sections_[known->second - 1];
  uint64_t alignment = std::max<uint64_t>(from.sh_addralign, 1);
  uint64_t offset = llvm::alignTo(into.header.sh_size, alignment);
  into.header.sh_addralign = std::max<uint64_t>(into.header.sh_addralign, alignment);
  into.header.sh_size = offset + from.sh_size;
  if (from.sh_type != SHT_NOBITS) {
    into.bytes.resize(offset, from.sh_flags & SHF_EXECINSTR ? char(0xcc) : char(0));
    into.bytes.append(object.data() + from.sh_offset, object.data() + from.sh_offset + from.sh_size);
  }
  return {known->second, offset};
}

llvm::Error Merger::addGlobal(llvm::StringRef name, const Elf64_Sym &entry) {
  auto [known, isNew] = globalIndex_.try_emplace(name, globals_.size());
  if (isNew)
    globals_.push_back({name.str(), entry});
  Symbol &symbol = globals_[known->second];
  if (!isNew && entry.st_shndx != SHN_UNDEF) {
    if (symbol.entry.st_shndx != SHN_UNDEF)
      return llvm::createStringError("internal error: two definitions of `" + name.str() + "`");
    symbol.entry = entry;
  }
  targets_.push_back({kGlobal + known->second, 0});
  return llvm::Error::success();
}

llvm::Error Merger::addSymbols(const ObjectBytes &object, const Elf64_Shdr &table,
                               llvm::ArrayRef<Place> places) {
  Elf64_Shdr names = header(object, table.sh_link);
  targets_.assign(1, {});
  for (uint64_t at = sizeof(Elf64_Sym); at < table.sh_size; at += sizeof(Elf64_Sym)) {
    auto entry = read<Elf64_Sym>(object, table.sh_offset + at);
    Place place;
    if (entry.st_shndx < places.size())
      place = places[entry.st_shndx];
    bool isDefined = place.section != 0;
    if (!isDefined && entry.st_shndx != SHN_UNDEF && entry.st_shndx != SHN_ABS)
      return llvm::createStringError("internal error: a symbol in a section that is not merged");
    if (isDefined) {
      entry.st_shndx = uint16_t(place.section);
      entry.st_value += place.offset;
    }
    llvm::StringRef symbol = name(object, names, entry.st_name);
    if (ELF64_ST_TYPE(entry.st_info) == STT_SECTION) {
      targets_.push_back({place.section, place.offset});
    } else if (ELF64_ST_TYPE(entry.st_info) == STT_FILE && !locals_.empty()) {
      targets_.push_back({}); // all have one source
    } else if (ELF64_ST_BIND(entry.st_info) == STB_LOCAL) {
      targets_.push_back({kLocal + locals_.size(), 0});
      locals_.push_back({symbol.str(), entry});
    } else if (llvm::Error error = addGlobal(symbol, entry)) {
      return error;
    }
  }
  return llvm::Error::success();
}

llvm::Error Merger::addRelocations(const ObjectBytes &object, const Elf64_Shdr &from, const Place &place) {
  if (from.sh_entsize != sizeof(Elf64_Rela) || place.section == 0)
    return llvm::createStringError("internal error: relocations of a form that is not merged");
  for (uint64_t at = 0; at < from.sh_size; at += sizeof(Elf64_Rela)) {
    auto entry = read<Elf64_Rela>(object, from.sh_offset + at);
    const Target &target = targets_[ELF64_R_SYM(entry.r_info)];
    entry.r_offset += place.offset;
    entry.r_addend += int64_t(target.addend);
    entry.r_info = ELF64_R_INFO(target.symbol, ELF64_R_TYPE(entry.r_info));
    sections_[place.section - 1].relocations.push_back(entry);
  }
  return llvm::Error::success();
}

llvm::Error Merger::add(const ObjectBytes &object) {
  auto file = read<Elf64_Ehdr>(object, 0);
  if (sections_.empty())
    file_ = file;
  Elf64_Shdr names = header(object, file.e_shstrndx);
  std::vector<Place> places(file.e_shnum);
  for (size_t i = 1; i < file.e_shnum; ++i) {
    Elf64_Shdr section = header(object, i);
    bool isTable =
        section.sh_type == SHT_SYMTAB || section.sh_type == SHT_STRTAB || section.sh_type == SHT_RELA;
    if (section.sh_type == SHT_GROUP || section.sh_type == SHT_REL)
      return llvm::createStringError("internal error: a section of a kind that is not merged");
    if (!isTable)
      places[i] = addSection(object, section, name(object, names, section.sh_name));
  }
  for (size_t i = 1; i < file.e_shnum; ++i)
    if (Elf64_Shdr section = header(object, i); section.sh_type == SHT_SYMTAB)
      if (llvm::Error error = addSymbols(object, section, places))
        return error;
  for (size_t i = 1; i < file.e_shnum; ++i)
    if (Elf64_Shdr section = header(object, i); section.sh_type == SHT_RELA)
      if (llvm::Error error = addRelocations(object, section, places[section.sh_info]))
        return error;
  return llvm::Error::success();
}

llvm::Error Merger::addAlias(const Alias &alias) {
  auto found = globalIndex_.find(alias.of);
  if (found == globalIndex_.end())
    return llvm::createStringError("internal error: no `" + alias.of + "` for `" + alias.name + "`");
  return addGlobal(alias.name, Elf64_Sym(globals_[found->second].entry));
}

uint64_t Merger::number(const Target &target) const {
  if (target.symbol >= kGlobal)
    return 1 + sections_.size() + locals_.size() + (target.symbol - kGlobal);
  return target.symbol >= kLocal ? 1 + sections_.size() + (target.symbol - kLocal) : target.symbol;
}

uint32_t Merger::addName(llvm::StringRef name) {
  if (name.empty())
    return 0;
  auto at = uint32_t(names_.size());
  names_ += name;
  names_ += '\0';
  return at;
}

void Merger::write(ObjectBytes &bytes, Elf64_Shdr header, llvm::ArrayRef<char> content) {
  bytes.resize(llvm::alignTo(bytes.size(), std::max<uint64_t>(header.sh_addralign, 1)));
  header.sh_offset = bytes.size();
  bytes.append(content.begin(), content.end());
  headers_.push_back(header);
}

ObjectBytes Merger::write() {
  ObjectBytes bytes;
  append(bytes, file_);
  names_.assign(1, '\0');
  headers_.assign(1, {});
  for (Section &section : sections_) {
    section.header.sh_name = addName(section.name);
    write(bytes, section.header, section.bytes);
  }
  size_t withRelocations =
      llvm::count_if(sections_, [](auto &section) { return !section.relocations.empty(); });
  auto symbolTable = uint32_t(1 + sections_.size() + withRelocations);
  for (auto [index, section] : llvm::enumerate(sections_)) {
    if (section.relocations.empty())
      continue;
    ObjectBytes table;
    for (Elf64_Rela entry : section.relocations) {
      Target target{ELF64_R_SYM(entry.r_info), 0};
      entry.r_info = ELF64_R_INFO(number(target), ELF64_R_TYPE(entry.r_info));
      append(table, entry);
    }
    write(bytes,
          {addName(".rela" + section.name), SHT_RELA, SHF_INFO_LINK, 0, 0, table.size(), symbolTable,
           uint32_t(index + 1), 8, sizeof(Elf64_Rela)},
          table);
  }
  ObjectBytes symbols;
  append(symbols, Elf64_Sym{});
  for (size_t i = 1; i <= sections_.size(); ++i)
    append(symbols, Elf64_Sym{0, ELF64_ST_INFO(STB_LOCAL, STT_SECTION), 0, uint16_t(i), 0, 0});
  for (std::vector<Symbol> *list : {&locals_, &globals_})
    for (Symbol &symbol : *list) {
      symbol.entry.st_name = addName(symbol.name);
      append(symbols, symbol.entry);
    }
  write(bytes,
        {addName(".symtab"), SHT_SYMTAB, 0, 0, 0, symbols.size(), symbolTable + 1,
         uint32_t(1 + sections_.size() + locals_.size()), 8, sizeof(Elf64_Sym)},
        symbols);
  uint32_t strings = addName(".strtab");
  write(bytes, {strings, SHT_STRTAB, 0, 0, 0, names_.size(), 0, 0, 1, 0}, {names_.data(), names_.size()});
  bytes.resize(llvm::alignTo(bytes.size(), 8));
  file_.e_shoff = bytes.size();
  file_.e_shnum = uint16_t(headers_.size());
  file_.e_shstrndx = uint16_t(headers_.size() - 1);
  std::memcpy(bytes.data(), &file_, sizeof(file_));
  for (const Elf64_Shdr &header : headers_)
    append(bytes, header);
  return bytes;
}

} // namespace

llvm::Expected<ObjectBytes> mergeObjects(std::vector<ObjectBytes> objects, llvm::ArrayRef<Alias> aliases) {
  if (objects.size() == 1 && aliases.empty())
    return std::move(objects.front());
  Merger merger;
  for (ObjectBytes &object : objects) {
    if (llvm::Error error = merger.add(object))
      return error;
    object = {};
  }
  for (const Alias &alias : aliases)
    if (llvm::Error error = merger.addAlias(alias))
      return error;
  return merger.write();
}

} // namespace hd::cpu
