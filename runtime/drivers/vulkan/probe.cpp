#include "runtime/drivers/vulkan/probe.h"

#include "runtime/drivers/vulkan/device.h"
#include "runtime/drivers/vulkan/module.h"
#include "runtime/drivers/vulkan/spirv.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace hd::drivers::vulkan {
namespace {

#include "runtime/drivers/vulkan/lanes_code.inc"
#include "runtime/drivers/vulkan/probe_code.inc"
#include "runtime/drivers/vulkan/sums_code.inc"

constexpr uint32_t kNormalSamples = 4096, kDenormalSamples = 64, kBlock = 64;
constexpr uint32_t kSamples = kNormalSamples + kDenormalSamples, kResults = 5;
constexpr uint32_t kRounds = 70000; // more than llvmpipe has of a loop

abi::Module moduleOf(std::span<const uint32_t> code, uint32_t parameterBytes = 24) {
  abi::Module module;
  module.name = "probe";
  abi::Kernel kernel;
  kernel.name = "probe";
  kernel.parameterBytes = parameterBytes;
  module.kernels = {kernel};
  abi::Image image;
  image.target = "vulkan";
  image.format = "spirv";
  abi::KernelImage needs;
  needs.kernel = "probe";
  image.kernels = {needs};
  image.bytes.resize(code.size_bytes());
  std::memcpy(image.bytes.data(), code.data(), code.size_bytes());
  module.images = {std::move(image)};
  return module;
}

// a, b, c of every sample: first values of moderate size, then those that touch the denormals.
template <class Real> std::vector<Real> inputs() {
  std::mt19937 random(20240607);
  std::uniform_real_distribution<Real> mantissa(1, 2);
  std::uniform_int_distribution<int> exponent(-12, 12), sign(0, 1);
  auto value = [&] {
    Real magnitude = std::ldexp(mantissa(random), exponent(random));
    return sign(random) ? magnitude : -magnitude;
  };
  std::vector<Real> values;
  for (uint32_t i = 0; i < kNormalSamples; ++i) {
    Real a = value(), b = value();
    // c near -a * b: there a product that was rounded shows.
    values.insert(values.end(), {a, b, i % 2 ? value() : -(a * b)});
  }
  for (uint32_t i = 0; i < kDenormalSamples; ++i) {
    Real small = std::numeric_limits<Real>::min() * mantissa(random) * Real(i % 2 ? 0.25 : 4);
    values.insert(values.end(), {small, Real(i % 2 ? 1 : 0.125), 0});
  }
  return values;
}

template <class Real> bool sameBits(Real a, Real b) { return std::memcmp(&a, &b, sizeof(Real)) == 0; }

template <class Real> Arithmetic judge(const std::vector<Real> &in, const std::vector<Real> &out) {
  Arithmetic found{true, true, true, out.back() != Real(kRounds)};
  for (uint32_t i = 0; i < kSamples; ++i) {
    // Volatile: these are to be computed here, one by one.
    volatile Real a = in[3 * i], b = in[3 * i + 1], c = in[3 * i + 2];
    const Real *results = &out[kResults * i];
    const bool fused = sameBits<Real>(results[0], std::fma(Real(a), Real(b), Real(c)));
    if (i >= kNormalSamples) { // NVIDIA's driver keeps them in sums and products alone
      found.keepsDenormals = found.keepsDenormals && fused && sameBits<Real>(results[3], a * b) &&
                             sameBits<Real>(results[4], std::fmin(Real(a), Real(b)));
      continue;
    }
    found.fusedFma = found.fusedFma && fused;
    found.exactDivision = found.exactDivision && sameBits<Real>(results[1], a / b) &&
                          sameBits<Real>(results[2], std::sqrt(std::fabs(Real(a))));
  }
  return found;
}

// `in` and `out` in the device's memory, and `out` as the kernel leaves it.
template <class Real>
Status runOn(Device &device, std::span<const uint32_t> code, const std::vector<Real> &in,
             std::vector<Real> &out) {
  Result<std::shared_ptr<drivers::Module>> module = device.load(moduleOf(code));
  if (!module)
    return module.status();
  Result<std::shared_ptr<drivers::Memory>> from = device.allocate(in.size() * sizeof(Real));
  if (!from)
    return from.status();
  Result<std::shared_ptr<drivers::Memory>> to = device.allocate(out.size() * sizeof(Real));
  if (!to)
    return to.status();
  const uint64_t parameters[3] = {(*from)->address, (*to)->address, uint64_t{kRounds} << 32 | kSamples};
  const LaunchCommand command{*module,
                              *(*module)->kernel("probe"),
                              {kSamples / kBlock},
                              {kBlock},
                              0,
                              std::as_bytes(std::span(parameters)),
                              {}};
  drivers::Stream &stream = device.defaultStream();
  if (Status status = stream.copyFromHost(**from, 0, in.data(), in.size() * sizeof(Real)); !status)
    return status;
  if (Status status = stream.copyFromHost(**to, 0, out.data(), out.size() * sizeof(Real)); !status)
    return status;
  if (Status status = stream.launch(command); !status)
    return status;
  return stream.copyToHost(out.data(), **to, 0, out.size() * sizeof(Real));
}

template <class Real> Result<Arithmetic> run(Device &device, std::span<const uint32_t> code) {
  std::vector<Real> in = inputs<Real>(), out(kResults * kSamples + 1);
  Status status = runOn(device, code, in, out);
  return status ? Result<Arithmetic>(judge(in, out)) : Result<Arithmetic>(status);
}

// Whether atomic sums round to nearest, keep denormals and give what was there, in a crowd too: see
// sums.comp.
template <class Real> Result<bool> sumsAreExact(Device &device, std::span<const uint32_t> code) {
  const std::vector<Real> operands = inputs<Real>();
  std::vector<Real> in(kSamples), out(3 * kSamples + 1);
  for (uint32_t i = 0; i < kSamples; ++i) {
    in[i] = operands[3 * i + 1] * (i < kNormalSamples ? 1 : std::numeric_limits<Real>::min() * Real(0.375));
    out[3 * i] = operands[3 * i];
  }
  const std::vector<Real> starts = out;
  if (Status status = runOn(device, code, in, out); !status)
    return status;
  std::vector<bool> taken(kSamples);
  for (uint32_t i = 0; i < kSamples; ++i) {
    volatile Real start = starts[3 * i], value = in[i];
    const Real ticket = out[3 * i + 2];
    if (!sameBits<Real>(out[3 * i], start + value) || !sameBits<Real>(out[3 * i + 1], start) ||
        !(ticket >= 0 && ticket < kSamples) || ticket != std::floor(ticket) || taken[uint32_t(ticket)])
      return false;
    taken[uint32_t(ticket)] = true;
  }
  return out.back() == Real(kSamples);
}

Status addSums(Device &device, Arithmetic &found) {
  const VkPhysicalDeviceShaderAtomicFloatFeaturesEXT &offers = device.context->physical.floatAtomics;
  Result<bool> single(false), twice(false);
  if (offers.shaderBufferFloat32AtomicAdd)
    single = sumsAreExact<float>(device, kSums32);
  if (offers.shaderBufferFloat64AtomicAdd && device.context->physical.features.shaderFloat64)
    twice = sumsAreExact<double>(device, kSums64);
  if (!single || !twice)
    return single ? twice.status() : single.status();
  found.sumsFloat32 = *single;
  found.sumsFloat64 = *twice;
  return {};
}

Result<Arithmetic> runBoth(Device &device) {
  Result<Arithmetic> single = run<float>(device, kProbe32);
  if (!single || !device.context->physical.features.shaderFloat64)
    return single;
  Result<Arithmetic> both = run<double>(device, kProbe64);
  if (!both)
    return both;
  both->cutsLoops = both->cutsLoops || single->cutsLoops;
  both->fusedFma = both->fusedFma && single->fusedFma;
  both->exactDivision = both->exactDivision && single->exactDivision;
  both->keepsDenormals = both->keepsDenormals && single->keepsDenormals;
  return both;
}

Result<Arithmetic> measureArithmetic(Device &device) {
  Result<Arithmetic> found = runBoth(device);
  if (!found)
    return found;
  Status status = addSums(device, *found);
  return status ? found : Result<Arithmetic>(status);
}

Result<bool> runLanes(drivers::Stream &stream, const LaunchCommand &command, drivers::Memory &memory,
                      uint32_t size) {
  const uint32_t threads = command.block.x * command.block.y * command.block.z;
  std::vector<SubgroupLane> lanes(threads);
  if (Status status = stream.launch(command); !status)
    return status;
  if (Status status = stream.copyToHost(lanes.data(), memory, 0, threads * sizeof(SubgroupLane)); !status)
    return status;
  return areInOrder(lanes, size);
}

Result<Subgroups> measureSubgroups(Device &device) {
  const Physical &physical = device.context->physical;
  const uint32_t size = physical.subgroups.size();
  if (!hasWarpOperations(physical) || size < 2 || size % 2 != 0)
    return Subgroups();
  Result<std::shared_ptr<drivers::Module>> module = device.load(moduleOf(kLanes, 8));
  if (!module)
    return module.status();
  const uint32_t most = device.properties.max_threads_per_block;
  Result<std::shared_ptr<drivers::Memory>> to = device.allocate(most * sizeof(SubgroupLane));
  if (!to)
    return to.status();
  const uint64_t parameters[1] = {(*to)->address};
  auto allInOrder = [&](std::initializer_list<Dim3> blocks) -> Result<bool> {
    for (const Dim3 &block : blocks) {
      const LaunchCommand command{*module, *(*module)->kernel("probe"),          {1}, block,
                                  0,       std::as_bytes(std::span(parameters)), {}};
      Result<bool> inOrder = runLanes(device.defaultStream(), command, **to, size);
      if (!inOrder || !*inOrder)
        return inOrder;
    }
    return true;
  };
  // The largest block in which pipelines get subgroups of this size, whole ones, some with less, rows of
  // them.
  const uint32_t threads = std::min(most, mostThreadsOfSize(physical.subgroups));
  const uint32_t rows = std::min(threads / size, device.properties.max_block.y);
  Result<bool> inRows = allInOrder({{threads}, {threads / size * size}, {67}, {5}, {size, rows}});
  if (!inRows)
    return inRows.status();
  if (!*inRows)
    return Subgroups();
  Result<bool> everywhere = allInOrder({{8, 4, 3}, {1, 37}, {5, 5, 5}});
  if (!everywhere)
    return everywhere.status();
  return Subgroups{size, *everywhere, mostThreadsOfSize(physical.subgroups)};
}

// What is measured once per physical device and process.
template <class Found> Result<Found> measureOnce(Device &device, Result<Found> (*measure)(Device &)) {
  using Key = std::array<uint8_t, VK_UUID_SIZE>;
  static std::mutex mutex;
  static std::map<Key, Found> known;
  Key key;
  std::copy_n(device.context->physical.properties11.deviceUUID, VK_UUID_SIZE, key.begin());
  std::lock_guard lock(mutex);
  if (auto found = known.find(key); found != known.end())
    return found->second;
  Result<Found> measured = measure(device);
  if (measured)
    known.emplace(key, *measured);
  return measured;
}

} // namespace

Result<Arithmetic> probeArithmetic(Device &device) {
  return measureOnce<Arithmetic>(device, measureArithmetic);
}

Result<Subgroups> probeSubgroups(Device &device) { return measureOnce<Subgroups>(device, measureSubgroups); }

void addFeatures(const Arithmetic &arithmetic, const Subgroups &subgroups,
                 std::vector<std::string> &features) {
  if (arithmetic.fusedFma)
    features.emplace_back("fused-fma");
  if (arithmetic.exactDivision)
    features.emplace_back("exact-division");
  if (arithmetic.keepsDenormals)
    features.emplace_back("denormals");
  if (arithmetic.sumsFloat32)
    features.emplace_back("atomic-sums-f32");
  if (arithmetic.sumsFloat64)
    features.emplace_back("atomic-sums-f64");
  if (subgroups.crossRows && subgroups.size % 32 == 0)
    features.emplace_back("warps-in-subgroups");
}

} // namespace hd::drivers::vulkan
