// Devices: where kernels run. The entry point of the runtime.
#pragma once

#include "heddle/check.h"
#include "heddle/compile.h"
#include "heddle/event.h"
#include "heddle/module.h"

#include <filesystem>

namespace hd::drivers {
class Device;
}

namespace hd {

// Fixed facts about a device, and its limits for launches.
struct DeviceProperties {
  std::string name;                 // as open() takes it: `cpu`, `cuda:0`
  std::string description;          // for people: the processor's name
  std::vector<std::string> targets; // what modules may hold for it, the best first
  bool executes_kernels = true;     // false: the null device
  bool stops_kernels = false;       // can stop a launch at its LaunchShape::time_limit
  uint32_t parallelism = 1;         // threads or compute units
  uint32_t warp_size = 32;
  uint32_t max_threads_per_block = 1024;
  Dim3 max_block = {1024, 1024, 64};
  Dim3 max_grid = {0x7fffffff, 65535, 65535};
  uint64_t max_threads_x = UINT64_MAX; // grid.x * block.x
  uint64_t shared_bytes_per_block = 0; // static and dynamic
  uint64_t memory_bytes = 0;
  std::string driver_version;        // as the vendor writes it; empty where there is none
  std::vector<std::string> features; // of runtime/abi/features.h, e.g. `f64`
};

// One line of Device::list().
struct DeviceInfo {
  std::string name;
  std::string description;
  Status status; // why it cannot be opened, or ok
};

// Receives what kernels print, one printf of one thread at a time.
using PrintSink = std::function<void(std::string_view)>;

// A handle; copies mean the same device. All functions may be called from any thread.
class Device {
public:
  // `driver`, `driver:ordinal`, or for the cpu a forced target: `cpu:avx2`.
  static Result<Device> open(std::string_view selector = "cpu");
  // Every device that the drivers of this build know of on this machine.
  static std::vector<DeviceInfo> list();

  Device() = default;
  explicit Device(std::shared_ptr<drivers::Device> device) : device_(std::move(device)) {}

  const DeviceProperties &properties() const;

  // A module file from `heddle build`, its bytes, or its contents. The best of its images for this device is
  // taken; where there is none, its IR is compiled if it carries any and heddle::jit is linked in.
  // `unsupported` otherwise, and when the device lacks a feature or the shared memory that a kernel of the
  // module needs.
  Result<Module> load(const std::filesystem::path &file) const;
  Result<Module> load(std::span<const uint8_t> bytes) const;
  Result<Module> load(abi::Module module) const;
  Result<Module> compile_file(const std::filesystem::path &file, const CompileOptions &options = {}) const;
  Result<Module> compile_source(const Source &source, const CompileOptions &options = {}) const;

  Result<RawBuffer> allocate(uint64_t size_bytes, ElementType element = {}) const;
  Result<Stream> create_stream() const;
  Result<Event> create_event() const;
  // Whether buffers are copied from `other` to this device without passing through host memory.
  bool copies_directly_from(const Device &other) const;
  // Waits for all streams; returns the first failure since the last call.
  Status synchronize() const;
  // Where printf goes; an empty function means stdout, which is the default.
  void set_print_sink(PrintSink sink) const;
  // What the checker has found since the last call, in launches of modules compiled with
  // CompileOptions::check.
  std::vector<Finding> take_findings() const;

  const std::shared_ptr<drivers::Device> &driver() const { return device_; }

private:
  std::shared_ptr<drivers::Device> device_;
};

} // namespace hd
