#include "runtime/drivers/device_number.h"

#include <charconv>
#include <string>

namespace hd::drivers {

Result<size_t> deviceNumber(std::string_view driver, std::string_view selector, size_t count) {
  const std::string prefix = "`" + std::string(driver) + ":", name = prefix + std::string(selector) + "`";
  size_t number = 0;
  const char *end = selector.data() + selector.size();
  auto [rest, error] = std::from_chars(selector.data(), end, number);
  if (rest != end || error == std::errc::invalid_argument)
    return Status(StatusCode::invalid_argument,
                  name + " does not name a device, expected a number as in " + prefix + "0`",
                  std::string(driver));
  if (error == std::errc() && number < count)
    return number;
  std::string there = prefix + "0`";
  if (count > 1)
    there += " to " + prefix + std::to_string(count - 1) + "`";
  return Status(StatusCode::not_found, "there is no device " + name + ", this machine has " + there,
                std::string(driver));
}

} // namespace hd::drivers
