#include "runtime/drivers/cpu/elf_image.h"

#include "runtime/abi/cpu.h"

#include <array>
#include <cerrno>
#include <cmath>
#include <limits>
#include <sys/mman.h>

namespace hd::drivers::cpu {
namespace {

constexpr uint64_t kPage = 4096;
constexpr uint64_t kMaxImageBytes = uint64_t{1} << 30;
constexpr uint64_t kStubBytes = 16;

uint64_t alignUp(uint64_t value, uint64_t alignment) { return (value + alignment - 1) & ~(alignment - 1); }

struct External {
  std::string_view name;
  const void *address;
};

// Compilers emit calls to these for copies and comparisons that the source does not spell, and for fused
// multiply-add on targets without the instruction.
const std::array<External, 6> &externals() {
  static const std::array<External, 6> all{{
      {"memcpy", reinterpret_cast<const void *>(&std::memcpy)},
      {"memmove", reinterpret_cast<const void *>(&std::memmove)},
      {"memset", reinterpret_cast<const void *>(&std::memset)},
      {"memcmp", reinterpret_cast<const void *>(&std::memcmp)},
      {"fma", reinterpret_cast<const void *>(static_cast<double (*)(double, double, double)>(&::fma))},
      {"fmaf", reinterpret_cast<const void *>(&::fmaf)},
  }};
  return all;
}

enum Group { kText, kConstants, kData, kGroups };

} // namespace

// One load, in the order of its functions; `offset` is each section's place in the image, if it has one.
struct ElfImage::Loader {
  const ElfFile &file;
  ElfImage &image;
  std::vector<uint64_t> offset = std::vector<uint64_t>(file.sections().size(), UINT64_MAX);
  std::vector<Group> group = std::vector<Group>(file.sections().size(), kConstants);
  std::array<uint64_t, kGroups + 1> groupStart{};
  uint64_t stubs = 0, table = 0; // offsets of the stubs to libc and of the global offset table
  bool needsLowAddresses = false;

  Status chooseGroups();
  Status layOut();
  Status reserve();
  void copySections();
  void writeStubs();
  Result<uint64_t> symbolAddress(const Elf64_Sym &symbol);
  Status relocate();
  Status apply(const Elf64_Shdr &target, uint64_t place, const Elf64_Rela &entry);
  Status define();
  Status protect();

  uint8_t *at(uint64_t position) { return image.base_ + position; }
  uint64_t address(uint64_t position) { return reinterpret_cast<uint64_t>(at(position)); }
};

Status ElfImage::Loader::chooseGroups() {
  for (size_t i = 0; i < file.sections().size(); ++i) {
    const Elf64_Shdr &section = file.sections()[i];
    if (!(section.sh_flags & SHF_ALLOC))
      continue;
    if (section.sh_flags & SHF_TLS)
      return corruptImage("thread-local variables are not supported");
    if (section.sh_type == SHT_INIT_ARRAY || section.sh_type == SHT_FINI_ARRAY)
      return corruptImage("code that runs at load time is not supported");
    bool executable = section.sh_flags & SHF_EXECINSTR, writable = section.sh_flags & SHF_WRITE;
    if (executable && writable)
      return corruptImage("section " + std::to_string(i) + " is both writable and executable");
    group[i] = executable ? kText : writable ? kData : kConstants;
  }
  for (const Elf64_Sym &symbol : file.symbols())
    if (symbol.st_shndx < group.size() && group[symbol.st_shndx] == kConstants &&
        file.symbolName(symbol).starts_with(HD_CPU_GLOBAL_PREFIX))
      group[symbol.st_shndx] = kData;
  for (const ElfFile::RelocationList &list : file.relocations())
    for (const Elf64_Rela &entry : list.entries)
      if (ELF64_R_TYPE(entry.r_info) == R_X86_64_32 || ELF64_R_TYPE(entry.r_info) == R_X86_64_32S)
        needsLowAddresses = true;
  return {};
}

Status ElfImage::Loader::layOut() {
  uint64_t end = 0;
  for (int current = kText; current < kGroups; ++current) {
    groupStart[static_cast<size_t>(current)] = end = alignUp(end, kPage);
    // -fsanitize=function reads the 8 bytes before a function that it calls; let them be there.
    if (current == kText)
      end += kStubBytes;
    for (size_t i = 0; i < file.sections().size(); ++i) {
      const Elf64_Shdr &section = file.sections()[i];
      if (!(section.sh_flags & SHF_ALLOC) || group[i] != current)
        continue;
      offset[i] = alignUp(end, std::max<uint64_t>(section.sh_addralign, 1));
      if (section.sh_size > kMaxImageBytes || offset[i] + section.sh_size > kMaxImageBytes)
        return corruptImage("it needs more than 1 GiB of memory");
      end = offset[i] + section.sh_size;
    }
    if (current == kText) {
      stubs = alignUp(end, kStubBytes);
      end = stubs + externals().size() * kStubBytes;
    } else if (current == kConstants) {
      table = alignUp(end, 8);
      end = table + file.symbols().size() * 8;
    }
  }
  groupStart[kGroups] = alignUp(end, kPage);
  return {};
}

Status ElfImage::Loader::reserve() {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | (needsLowAddresses ? MAP_32BIT : 0);
  void *memory = mmap(nullptr, groupStart[kGroups], PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED)
    return {StatusCode::out_of_memory,
            "cannot map " + std::to_string(groupStart[kGroups]) + " bytes for kernel code", "cpu", errno};
  image.base_ = static_cast<uint8_t *>(memory);
  image.size_ = groupStart[kGroups];
  return {};
}

void ElfImage::Loader::copySections() {
  for (size_t i = 0; i < file.sections().size(); ++i)
    if (offset[i] != UINT64_MAX)
      if (std::span<const uint8_t> content = file.content(file.sections()[i]); !content.empty())
        std::memcpy(at(offset[i]), content.data(), content.size());
}

Result<uint64_t> ElfImage::Loader::symbolAddress(const Elf64_Sym &symbol) {
  std::string name(file.symbolName(symbol));
  if (symbol.st_shndx == SHN_ABS)
    return symbol.st_value;
  if (symbol.st_shndx == SHN_UNDEF) {
    for (size_t i = 0; i < externals().size(); ++i)
      if (externals()[i].name == name)
        return address(stubs + i * kStubBytes);
    return corruptImage("undefined symbol `" + name +
                        "`: kernels may call memcpy, memmove, memset, memcmp, fma and fmaf");
  }
  if (symbol.st_shndx >= offset.size())
    return corruptImage("symbol `" + name + "` has no section");
  if (offset[symbol.st_shndx] == UINT64_MAX)
    return corruptImage("symbol `" + name + "` lies in a section that is not loaded");
  if (symbol.st_value > file.sections()[symbol.st_shndx].sh_size)
    return corruptImage("symbol `" + name + "` lies outside of its section");
  return address(offset[symbol.st_shndx]) + symbol.st_value;
}

// A stub is `jmp *[rip + 0]` followed by the target's address.
void ElfImage::Loader::writeStubs() {
  for (size_t i = 0; i < externals().size(); ++i) {
    static constexpr uint8_t kJump[] = {0xff, 0x25, 0, 0, 0, 0};
    uint8_t *stub = at(stubs + i * kStubBytes);
    std::memcpy(stub, kJump, sizeof(kJump));
    std::memcpy(stub + sizeof(kJump), &externals()[i].address, sizeof(void *));
  }
}

Status ElfImage::Loader::relocate() {
  for (const ElfFile::RelocationList &list : file.relocations()) {
    if (offset[list.target] == UINT64_MAX)
      return corruptImage("relocations for a section that is not loaded");
    for (const Elf64_Rela &entry : list.entries)
      if (Status status = apply(file.sections()[list.target], offset[list.target], entry); !status)
        return status;
  }
  return {};
}

Status ElfImage::Loader::apply(const Elf64_Shdr &target, uint64_t section, const Elf64_Rela &entry) {
  uint64_t index = ELF64_R_SYM(entry.r_info), type = ELF64_R_TYPE(entry.r_info);
  if (type == R_X86_64_NONE)
    return {};
  uint64_t width = type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;
  if (target.sh_type == SHT_NOBITS || entry.r_offset > target.sh_size ||
      width > target.sh_size - entry.r_offset)
    return corruptImage("a relocation lies outside of its section");
  if (index >= file.symbols().size())
    return corruptImage("a relocation refers to symbol " + std::to_string(index) + ", which does not exist");
  Result<uint64_t> symbol = symbolAddress(file.symbols()[index]);
  if (!symbol)
    return symbol.status();

  uint64_t place = address(section + entry.r_offset), addend = static_cast<uint64_t>(entry.r_addend);
  uint64_t value = *symbol + addend;
  bool fits = true;
  auto fitsSigned = [](uint64_t v) {
    return static_cast<int64_t>(v) == static_cast<int32_t>(static_cast<uint32_t>(v));
  };
  switch (type) {
  case R_X86_64_64:
    break;
  case R_X86_64_PC64:
    value -= place;
    break;
  case R_X86_64_PC32:
  case R_X86_64_PLT32:
    value -= place;
    fits = fitsSigned(value);
    break;
  case R_X86_64_32:
    fits = value <= std::numeric_limits<uint32_t>::max();
    break;
  case R_X86_64_32S:
    fits = fitsSigned(value);
    break;
  case R_X86_64_GOTPCREL:
  case R_X86_64_GOTPCRELX:
  case R_X86_64_REX_GOTPCRELX:
    std::memcpy(at(table + index * 8), &*symbol, 8);
    value = address(table + index * 8) + addend - place;
    fits = fitsSigned(value);
    break;
  default:
    return corruptImage("relocations of type " + std::to_string(type) + " are not supported");
  }
  if (!fits)
    return corruptImage("a relocation to symbol `" + std::string(file.symbolName(file.symbols()[index])) +
                        "` does not reach its target");
  std::memcpy(at(section + entry.r_offset), &value, width);
  return {};
}

Status ElfImage::Loader::define() {
  for (const Elf64_Sym &symbol : file.symbols()) {
    if (ELF64_ST_BIND(symbol.st_info) == STB_LOCAL || symbol.st_shndx == SHN_UNDEF)
      continue;
    if (symbol.st_shndx >= offset.size() || offset[symbol.st_shndx] == UINT64_MAX)
      continue;
    Result<uint64_t> start = symbolAddress(symbol);
    if (!start)
      return start.status();
    image.definitions_[std::string(file.symbolName(symbol))] = {
        *start, file.sections()[symbol.st_shndx].sh_size - symbol.st_value, group[symbol.st_shndx] == kText};
  }
  return {};
}

Status ElfImage::Loader::protect() {
  constexpr int kProtection[] = {PROT_READ | PROT_EXEC, PROT_READ, PROT_READ | PROT_WRITE};
  for (size_t i = 0; i < kGroups; ++i)
    if (uint64_t size = groupStart[i + 1] - groupStart[i])
      if (mprotect(at(groupStart[i]), size, kProtection[i]) != 0)
        return {StatusCode::device_error,
                "cannot make kernel code executable: " + std::string(strerror(errno)), "cpu", errno};
  return {};
}

Result<std::unique_ptr<ElfImage>> ElfImage::load(std::span<const uint8_t> object) {
  Result<ElfFile> file = ElfFile::parse(object);
  if (!file)
    return file.status();
  std::unique_ptr<ElfImage> image(new ElfImage);
  Loader loader{*file, *image};
  if (Status status = loader.chooseGroups(); !status)
    return status;
  if (Status status = loader.layOut(); !status)
    return status;
  if (Status status = loader.reserve(); !status)
    return status;
  loader.copySections();
  loader.writeStubs();
  if (Status status = loader.relocate(); !status)
    return status;
  if (Status status = loader.define(); !status)
    return status;
  if (Status status = loader.protect(); !status)
    return status;

  std::vector<uint64_t> addresses(file->sections().size(), 0);
  for (size_t i = 0; i < addresses.size(); ++i)
    if (loader.offset[i] != UINT64_MAX)
      addresses[i] = loader.address(loader.offset[i]);
  image->debugger_ = std::make_unique<GdbJitObject>(object, *file, addresses);
  return image;
}

ElfImage::~ElfImage() {
  debugger_.reset();
  if (base_)
    munmap(base_, size_);
}

Result<void *> ElfImage::function(std::string_view symbol) const {
  auto found = definitions_.find(std::string(symbol));
  if (found == definitions_.end())
    return Status(StatusCode::not_found, "the cpu image has no function `" + std::string(symbol) + "`",
                  "cpu");
  if (!found->second.executable || found->second.available == 0)
    return corruptImage("`" + std::string(symbol) + "` is not a function");
  return reinterpret_cast<void *>(found->second.address);
}

Result<void *> ElfImage::data(std::string_view symbol, uint64_t size) const {
  auto found = definitions_.find(std::string(symbol));
  if (found == definitions_.end())
    return Status(StatusCode::not_found, "the cpu image has no variable `" + std::string(symbol) + "`",
                  "cpu");
  if (found->second.executable || found->second.available < size)
    return corruptImage("`" + std::string(symbol) + "` is not a variable of " + std::to_string(size) +
                        " bytes");
  return reinterpret_cast<void *>(found->second.address);
}

} // namespace hd::drivers::cpu
