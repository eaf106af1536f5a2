#include "runtime/drivers/cpu/memory.h"

#include <cstdlib>
#include <sys/mman.h>

namespace hd::drivers::cpu {

static constexpr uint64_t kAlignment = 256;
static constexpr uint64_t kHugePage = uint64_t{2} << 20;

Result<std::shared_ptr<drivers::Memory>> Memory::allocate(drivers::Device &device, uint64_t size) {
  bool large = size >= 2 * kHugePage;
  uint64_t alignment = large ? kHugePage : kAlignment;
  void *address = nullptr;
  // Linux promises more memory than there is, and kills who touches it: compare with what there is.
  if (size <= device.properties.memory_bytes)
    address = std::aligned_alloc(alignment, (std::max<uint64_t>(size, 1) + alignment - 1) & ~(alignment - 1));
  if (!address)
    return Status(StatusCode::out_of_memory,
                  "cannot allocate " + std::to_string(size) + " bytes; the machine has " +
                      std::to_string(device.properties.memory_bytes),
                  "cpu");
  if (large)
    madvise(address, size, MADV_HUGEPAGE);
  return std::shared_ptr<drivers::Memory>(std::make_shared<Memory>(device, address, size));
}

Memory::~Memory() {
  LiveMemory::get().remove(address);
  if (owned_)
    std::free(reinterpret_cast<void *>(address));
}

} // namespace hd::drivers::cpu
