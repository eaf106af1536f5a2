// What memory an address belongs to, and its shadow.
#pragma once

#include "runtime/abi/cpu.h"
#include "runtime/abi/module.h"
#include "runtime/drivers/cpu/check/live_memory.h"
#include "runtime/drivers/cpu/check/shadow.h"

#include <map>
#include <string>
#include <utility>

namespace hd::drivers::cpu {

// A buffer, variable, shared array, local object or parameter, with what is to be told of it.
struct MemoryObject {
  enum class Kind : uint8_t { None, Buffer, Variable, Shared, Local, Parameter };
  Kind kind = Kind::None;
  uint64_t base = 0, size = 0;
  Shadow *shadow = nullptr;                  // of the accesses and of what was written; parameters have none
  const hd_check_object *declared = nullptr; // where it is known
  int32_t parameter = -1;                    // of the kernel, through which it was reached
  uint64_t owner = ~uint64_t{0};             // Local: the thread of the block
};

class Objects {
public:
  // Looks at what memory there is.
  void beginLaunch(const hd_cpu_launch &launch, const abi::Kernel &record);
  void beginBlock(const hd_check_kernel &kernel, const hd_cpu_worker &worker, const void *parameters);
  void forgetAccesses();

  // The object that an access is about: what the pointer was computed from, else what is at the address.
  // Kind::None when there is no such object.
  MemoryObject find(const hd_check_site &site, const uint64_t *roots, uint32_t lane, uint64_t address);
  // Of any access to the address.
  MemoryObject at(uint64_t address);
  bool wasFreed(uint64_t address) const;
  // One byte for each byte of the address's object that says whether it was written; null: all were.
  const uint8_t *writtenAt(uint64_t address, uint64_t size);

  // `x`, a buffer of 400 bytes (100 elements of `float`)
  std::string describe(const MemoryObject &object) const;
  // `x` or its like, shortly.
  std::string nameOf(const MemoryObject &object) const;
  const abi::Parameter *parameter(uint32_t number) const;

private:
  MemoryObject rooted(const hd_check_object &object, uint64_t base);
  MemoryObject buffer(uint64_t address);
  Shadow &renew(std::unique_ptr<Shadow> &shadow, uint64_t base, uint64_t size);

  struct Buffer {
    LiveRange range;
    Shadow *shadow;
  };
  struct Kept {
    uint64_t serial;
    std::unique_ptr<Shadow> shadow;
  };

  const hd_cpu_launch *launch_ = nullptr;
  const abi::Kernel *record_ = nullptr;
  const hd_check_kernel *kernel_ = nullptr;
  uint64_t parameters_ = 0;
  uint64_t shared_ = 0, sharedSize_ = 0, dynamic_ = 0;
  uint64_t scratch_ = 0, scratchSize_ = 0;
  std::vector<Buffer> buffers_; // by address
  size_t last_ = 0;             // found last
  std::vector<ByteRange> freed_;
  std::map<uint64_t, Kept> shadows_;                      // of buffers and variables, by base
  std::map<uint64_t, std::unique_ptr<Shadow>> internals_; // of variables that the host does not know
  std::unique_ptr<Shadow> sharedShadow_, scratchShadow_;
};

} // namespace hd::drivers::cpu
