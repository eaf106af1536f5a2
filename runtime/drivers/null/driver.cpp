// The null driver's entry in the registry.
#include "runtime/drivers/null/device.h"

namespace hd::drivers::null {
namespace {

class NullDriver final : public Driver {
public:
  std::string_view name() const override { return "null"; }
  std::vector<DeviceInfo> list() const override {
    return {{"null", "checks launches and executes nothing", Status()}};
  }
  Result<std::shared_ptr<drivers::Device>> open(std::string_view selector) const override {
    if (!selector.empty())
      return Status(StatusCode::not_found,
                    "there is one null device, found `null:" + std::string(selector) + "`", "null");
    return std::shared_ptr<drivers::Device>(std::make_shared<Device>());
  }
};

} // namespace

const Driver &driver() {
  static const NullDriver instance;
  return instance;
}

} // namespace hd::drivers::null
