// Names and layouts are fixed by gdb: "JIT Compilation Interface" in its manual.
#include "runtime/drivers/cpu/gdb_jit.h"

#include "runtime/drivers/cpu/elf_file.h"

#include <cstddef>
#include <mutex>

enum jit_actions : uint32_t { JIT_NOACTION = 0, JIT_REGISTER_FN, JIT_UNREGISTER_FN };

struct jit_code_entry {
  jit_code_entry *next_entry;
  jit_code_entry *prev_entry;
  const char *symfile_addr;
  uint64_t symfile_size;
};

struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  jit_code_entry *relevant_entry;
  jit_code_entry *first_entry;
};

// Hidden: libLLVM exports the same names for its own list, under its own lock.
extern "C" {
__attribute__((noinline, used, visibility("hidden"))) void __jit_debug_register_code() {
  asm volatile("" ::: "memory");
}
__attribute__((used, visibility("hidden"))) jit_descriptor __jit_debug_descriptor = {1, JIT_NOACTION, nullptr,
                                                                                     nullptr};
}

namespace hd::drivers::cpu {

static std::mutex &debuggerMutex() {
  static std::mutex mutex;
  return mutex;
}

static void notify(jit_code_entry *entry, jit_actions action) {
  __jit_debug_descriptor.relevant_entry = entry;
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_register_code();
}

GdbJitObject::GdbJitObject(std::span<const uint8_t> object, const ElfFile &file,
                           std::span<const uint64_t> addresses)
    : copy_(object.begin(), object.end()) {
  for (size_t i = 0; i < addresses.size(); ++i)
    std::memcpy(copy_.data() + file.headerOffset(i) + offsetof(Elf64_Shdr, sh_addr), &addresses[i],
                sizeof(uint64_t));
  std::lock_guard lock(debuggerMutex());
  entry_ = new jit_code_entry{__jit_debug_descriptor.first_entry, nullptr,
                              reinterpret_cast<const char *>(copy_.data()), copy_.size()};
  if (entry_->next_entry)
    entry_->next_entry->prev_entry = entry_;
  __jit_debug_descriptor.first_entry = entry_;
  notify(entry_, JIT_REGISTER_FN);
}

GdbJitObject::~GdbJitObject() {
  std::lock_guard lock(debuggerMutex());
  (entry_->prev_entry ? entry_->prev_entry->next_entry : __jit_debug_descriptor.first_entry) =
      entry_->next_entry;
  if (entry_->next_entry)
    entry_->next_entry->prev_entry = entry_->prev_entry;
  notify(entry_, JIT_UNREGISTER_FN);
  delete entry_;
}

} // namespace hd::drivers::cpu
