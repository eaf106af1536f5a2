// heddle devices: what is on this machine, for people and, with --json, for programs.
#include "heddle/heddle.h"
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

#include <memory>

namespace hd::cli {
namespace {

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::string inGigabytes(uint64_t bytes) { return fmt::format("{:.1f} GiB", double(bytes) / (1 << 30)); }

// One line for each device and two more, indented, for its lists.
void printTable() {
  constexpr const char *kRow = "{:<12} {:>10} {:>6}  {:<28} {}\n";
  fmt::print(kRow, "DEVICE", "MEMORY", "UNITS", "DRIVER", "DESCRIPTION");
  for (const DeviceInfo &info : Device::list()) {
    auto device = info.status ? Device::open(info.name) : Result<Device>(info.status);
    if (!device) {
      fmt::print("{:<12} not available: {}\n", info.name, device.status().message());
      continue;
    }
    const DeviceProperties &properties = device->properties();
    fmt::print(kRow, info.name, inGigabytes(properties.memory_bytes), properties.parallelism,
               properties.driver_version.empty() ? "-" : properties.driver_version, properties.description);
    fmt::print("    targets:  {}\n    features: {}\n", joined(properties.targets),
               joined(properties.features));
  }
}

std::string jsonText(std::string_view text) {
  std::string result = "\"";
  for (char c : text)
    if (c == '"' || c == '\\')
      result += std::string("\\") + c;
    else if (static_cast<unsigned char>(c) < 0x20)
      result += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      result += c;
  return result + "\"";
}

std::string list(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "" : ", ") + jsonText(name);
  return "[" + text + "]";
}

std::string json(const DeviceInfo &info) {
  auto device = info.status ? Device::open(info.name) : Result<Device>(info.status);
  std::string text = fmt::format("{{\"name\": {}, \"description\": {}, \"available\": {}",
                                 jsonText(info.name), jsonText(info.description), device.ok());
  if (!device)
    return text + fmt::format(", \"reason\": {}}}", jsonText(device.status().message()));
  const DeviceProperties &properties = device->properties();
  text += fmt::format(", \"executes\": {}, \"stops_kernels\": {}, \"memory_bytes\": {}, \"units\": {}",
                      properties.executes_kernels, properties.stops_kernels, properties.memory_bytes,
                      properties.parallelism);
  text += fmt::format(", \"shared_bytes_per_block\": {}, \"max_threads_per_block\": {}",
                      properties.shared_bytes_per_block, properties.max_threads_per_block);
  return text + fmt::format(", \"driver_version\": {}, \"features\": {}, \"targets\": {}}}",
                            jsonText(properties.driver_version), list(properties.features),
                            list(properties.targets));
}

void printJson() {
  std::string text;
  for (const DeviceInfo &info : Device::list())
    text += (text.empty() ? "[\n  " : ",\n  ") + json(info);
  fmt::print("{}\n]\n", text);
}

} // namespace

Command addDevices(CLI::App &app) {
  auto asJson = std::make_shared<bool>(false);
  CLI::App *command = app.add_subcommand("devices", "List the devices of this machine");
  command->add_flag("--json", *asJson, "A JSON list, for programs");
  command->footer("A device that cannot be opened is listed with the reason.");
  return [asJson] { *asJson ? printJson() : printTable(); };
}

} // namespace hd::cli
