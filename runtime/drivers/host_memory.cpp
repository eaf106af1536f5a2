#include "runtime/drivers/driver.h"

#include <cstdlib>

namespace hd::drivers {
namespace {

constexpr uint64_t kPage = 4096;

class OrdinaryHostMemory final : public HostMemory {
public:
  using HostMemory::HostMemory;
  ~OrdinaryHostMemory() override { std::free(data); }
};

} // namespace

Result<std::shared_ptr<HostMemory>> allocateOrdinaryHostMemory(uint64_t size) {
  void *data = size <= INT64_MAX ? std::aligned_alloc(kPage, (size + kPage - 1) / kPage * kPage) : nullptr;
  if (!data)
    return Status(StatusCode::out_of_memory,
                  "cannot allocate " + std::to_string(size) + " bytes of host memory", "host memory");
  return std::shared_ptr<HostMemory>(std::make_shared<OrdinaryHostMemory>(data, size));
}

} // namespace hd::drivers
