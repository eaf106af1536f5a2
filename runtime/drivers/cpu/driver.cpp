// The cpu driver's entry in the registry: what may be opened, and with which limits.
#include "runtime/abi/cpu.h"
#include "runtime/abi/features.h"
#include "runtime/drivers/cpu/device.h"
#include "runtime/drivers/cpu/targets.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <unistd.h>

namespace hd::drivers::cpu {
namespace {

constexpr unsigned kMaxThreads = 1024;

Status invalid(std::string message) { return {StatusCode::invalid_argument, std::move(message), "cpu"}; }

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "`" : ", `") + name + "`";
  return text;
}

Result<unsigned> threadCount() {
  const char *text = std::getenv("HEDDLE_NUM_THREADS");
  if (!text || !*text)
    return std::clamp(std::thread::hardware_concurrency(), 1u, kMaxThreads);
  unsigned count = 0;
  std::string_view digits(text);
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc() || end != digits.data() + digits.size() || count < 1 || count > kMaxThreads)
    return invalid("HEDDLE_NUM_THREADS is `" + std::string(digits) + "`, expected a number from 1 to " +
                   std::to_string(kMaxThreads));
  return count;
}

// The targets to use: all that run here, or the one that `forced` names (`avx2` or `cpu:avx2`).
Result<std::vector<std::string>> chooseTargets(std::string forced, const std::string &where) {
  std::vector<std::string> supported = supportedTargets(), known = knownTargets();
  if (forced.empty())
    return supported;
  if (!forced.starts_with("cpu:"))
    forced = "cpu:" + forced;
  if (std::find(supported.begin(), supported.end(), forced) != supported.end())
    return std::vector{forced};
  if (std::find(known.begin(), known.end(), forced) != known.end())
    return Status(StatusCode::unsupported,
                  where + " asks for `" + forced + "`, this processor runs " + joined(supported), "cpu");
  return invalid(where + " asks for unknown target `" + forced + "`, expected one of " + joined(known));
}

DeviceProperties describe(unsigned threads, std::vector<std::string> targets) {
  DeviceProperties properties;
  properties.name = "cpu";
  properties.description = processorName();
  properties.targets = std::move(targets);
  properties.stops_kernels = true;
  properties.parallelism = threads;
  properties.max_threads_per_block = HD_MAX_THREADS_PER_BLOCK;
  properties.max_threads_x = 0x7fffffff;
  properties.shared_bytes_per_block = 228 * 1024;
  for (std::string_view feature :
       {abi::features::kFloat64, abi::features::kFloat16, abi::features::kInt8, abi::features::kInt16,
        abi::features::kInt64, abi::features::kInt64Atomics, abi::features::kPointers,
        abi::features::kSubgroup32, abi::features::kChecks})
    properties.features.emplace_back(feature);
  properties.memory_bytes =
      static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return properties;
}

class CpuDriver final : public Driver {
public:
  std::string_view name() const override { return "cpu"; }

  std::vector<DeviceInfo> list() const override {
    Result<std::shared_ptr<drivers::Device>> device = open({});
    return {{"cpu", processorName(), device.status()}};
  }

  // selector: empty, or a target to force: `avx2`.
  Result<std::shared_ptr<drivers::Device>> open(std::string_view selector) const override {
    const char *variable = std::getenv("HEDDLE_CPU_TARGET");
    bool fromVariable = selector.empty() && variable && *variable;
    Result<std::vector<std::string>> targets =
        fromVariable ? chooseTargets(variable, "HEDDLE_CPU_TARGET")
                     : chooseTargets(std::string(selector), "device `cpu:" + std::string(selector) + "`");
    if (!targets)
      return targets.status();
    if (targets->empty())
      return Status(StatusCode::unsupported, "this processor lacks SSE4.2", "cpu");
    Result<unsigned> threads = threadCount();
    if (!threads)
      return threads.status();
    return std::shared_ptr<drivers::Device>(
        std::make_shared<Device>(describe(*threads, std::move(*targets))));
  }
};

} // namespace

const Driver &driver() {
  static const CpuDriver instance;
  return instance;
}

} // namespace hd::drivers::cpu
