// What a driver implements: Driver opens Devices, a Device makes Memory, Streams, Events and Modules.
//
// The core has checked everything that needs no knowledge of the device before it calls in here: shapes
// against DeviceProperties, arguments against the kernel's record, ranges against their buffers, and that
// objects belong to this device. A driver never throws and never prints. Every function may be called
// from any thread. drivers/null is the shortest complete driver: start a new one from it. Functions with a
// body are for what a device may do better than the core does without it.
#pragma once

#include "heddle/device.h"

#include <chrono>

namespace hd::drivers {

class Memory;
class Event;
class Stream;
class Module;

// Memory of the host, freed with its last reference. Drivers derive from it for memory that their device
// copies faster from and to.
class HostMemory {
public:
  HostMemory(void *data, uint64_t size) : data(data), size(size) {}
  HostMemory(const HostMemory &) = delete;
  virtual ~HostMemory() = default;

  void *const data;
  const uint64_t size;
};

// Ordinary memory, aligned to pages: what Device::allocateHost gives where there is nothing better.
Result<std::shared_ptr<HostMemory>> allocateOrdinaryHostMemory(uint64_t size);

class Device : public std::enable_shared_from_this<Device> {
public:
  explicit Device(DeviceProperties properties) : properties(std::move(properties)) {}
  Device(const Device &) = delete;
  virtual ~Device() = default;

  // Not initialised; a size of 0 is valid.
  virtual Result<std::shared_ptr<Memory>> allocate(uint64_t size) = 0;
  virtual Result<std::shared_ptr<Stream>> createStream() = 0;
  virtual Result<std::shared_ptr<Event>> createEvent() = 0;
  // `module` is consistent (see abi::readModule) and has exactly one image: the best for this device, one of
  // properties.targets. The device has the features that its kernels ask for, not always the shared memory.
  // (Devices that execute nothing get modules as they are.)
  virtual Result<std::shared_ptr<Module>> load(abi::Module module) = 0;
  // Lives as long as the device.
  virtual Stream &defaultStream() = 0;
  virtual Status synchronize() = 0;
  virtual void setPrintSink(PrintSink sink) = 0;
  // Of kernels that were compiled for the checker.
  virtual std::vector<Finding> takeFindings() { return {}; }

  // Pinned where that helps; `size` is not 0.
  virtual Result<std::shared_ptr<HostMemory>> allocateHost(uint64_t size) {
    return allocateOrdinaryHostMemory(size);
  }
  // Whether Stream::copyFromPeer takes memory of `other`, which is another device of the same driver.
  virtual bool canCopyFromPeer(const Device &other) const {
    (void)other;
    return false;
  }

  const DeviceProperties properties;
};

// What belongs to a device. Objects that users hold keep the device alive; parts of the device itself
// must not, and pass kPartOfDevice.
class DeviceObject {
public:
  enum Ownership { kKeepsDevice, kPartOfDevice };
  explicit DeviceObject(Device &device, Ownership ownership = kKeepsDevice)
      : device(&device), keeper_(ownership == kKeepsDevice ? device.shared_from_this() : nullptr) {}
  DeviceObject(const DeviceObject &) = delete;
  virtual ~DeviceObject() = default;

  Device *const device;

private:
  std::shared_ptr<Device> keeper_;
};

// A range of device memory. `address` is what kernels see. A global of a module lies inside of the module,
// which it then names.
class Memory : public DeviceObject, public std::enable_shared_from_this<Memory> {
public:
  Memory(Device &device, uint64_t address, uint64_t size, Module *module = nullptr)
      : DeviceObject(device), address(address), size(size), module_(module) {}

  // Where the host may access the memory directly, or null.
  virtual void *hostAddress() const { return nullptr; }
  // Shares the ownership of the memory, or of the module that it lies in.
  std::shared_ptr<Memory> keepAlive();

  const uint64_t address;
  const uint64_t size;

private:
  Module *module_;
};

class Event : public DeviceObject {
public:
  using DeviceObject::DeviceObject;

  virtual Status synchronize() = 0;
  virtual Result<bool> query() = 0;
  // `start` is an event of the same device.
  virtual Result<double> elapsedMilliseconds(Event &start) = 0;
};

// A kernel of a loaded module; drivers derive from it to add how it is called.
class Kernel {
public:
  Kernel(Device &device, const abi::Kernel &record) : device(&device), record(&record) {}
  Kernel(const Kernel &) = delete;
  virtual ~Kernel() = default;

  Device *const device;
  const abi::Kernel *const record;
};

// Loaded code. `record` holds kernels and globals; its images are dropped.
class Module : public DeviceObject, public std::enable_shared_from_this<Module> {
public:
  Module(Device &device, abi::Module record, std::string target)
      : DeviceObject(device), record(std::move(record)), target(std::move(target)) {}

  // Null if there is none of that name.
  virtual const Kernel *kernel(std::string_view name) const = 0;
  // Null if there is none of that name. The memory may be used as long as the module lives.
  virtual Memory *global(std::string_view name) const = 0;

  const abi::Module record;
  const std::string target; // of the image in use
};

inline std::shared_ptr<Memory> Memory::keepAlive() {
  return module_ ? std::shared_ptr<Memory>(module_->shared_from_this(), this) : shared_from_this();
}

// How many blocks along x a launch of `grid` has on the device, where threads do the work of several.
inline uint32_t blocksAlongX(const abi::KernelImage &image, const Dim3 &grid) {
  return uint32_t((uint64_t{grid.x} + image.threadsAtATime - 1) / image.threadsAtATime);
}

// A checked launch; everything that it refers to lives only until Stream::launch returns.
struct LaunchCommand {
  const std::shared_ptr<Module> &module;
  const Kernel &kernel;
  Dim3 grid, block;
  uint32_t sharedBytes;                     // dynamic
  std::span<const std::byte> parameters;    // packed as the record says
  std::span<const ArgumentValue> arguments; // names the memory that must stay alive
  // 0: none. Only for devices with properties.stops_kernels: a launch that takes longer is stopped and fails
  // with timeLimitFailure (drivers/failure.h).
  std::chrono::nanoseconds timeLimit{0};
};

// See heddle/stream.h for the contract. Copies with host memory return when they are complete; `record`
// and `wait` get events of the same device.
class Stream : public DeviceObject {
public:
  using DeviceObject::DeviceObject;

  virtual Status launch(const LaunchCommand &command) = 0;
  virtual Status copyFromHost(Memory &to, uint64_t offset, const void *from, uint64_t size) = 0;
  virtual Status copyToHost(void *to, Memory &from, uint64_t offset, uint64_t size) = 0;
  virtual Status copy(Memory &to, uint64_t toOffset, Memory &from, uint64_t fromOffset, uint64_t size) = 0;
  // `size` is a multiple of the pattern's size, which is 1 to 16.
  virtual Status fill(Memory &to, uint64_t offset, uint64_t size, std::span<const std::byte> pattern) = 0;
  virtual Status record(const std::shared_ptr<Event> &event) = 0;
  virtual Status wait(const std::shared_ptr<Event> &event) = 0;
  virtual Status addCallback(std::function<void()> function) = 0;
  virtual Status synchronize() = 0;

  // Only submitted: the caller keeps the host memory as it is until the stream has passed the copy. Without
  // a better way they wait.
  virtual Status copyFromHostAsync(Memory &to, uint64_t offset, const void *from, uint64_t size) {
    return copyFromHost(to, offset, from, size);
  }
  virtual Status copyToHostAsync(void *to, Memory &from, uint64_t offset, uint64_t size) {
    return copyToHost(to, from, offset, size);
  }
  // Only submitted, like copy; `from` belongs to a device for which canCopyFromPeer was true, and all that
  // was submitted there is done.
  virtual Status copyFromPeer(Memory &to, uint64_t toOffset, Memory &from, uint64_t fromOffset,
                              uint64_t size);
};

inline Status Stream::copyFromPeer(Memory &, uint64_t, Memory &, uint64_t, uint64_t) {
  return {StatusCode::unsupported, "this device does not copy from others", "stream"};
}

class Driver {
public:
  virtual ~Driver() = default;

  // The part of a selector before the colon; the name of the driver's folder.
  virtual std::string_view name() const = 0;
  virtual std::vector<DeviceInfo> list() const = 0;
  // `selector`: what follows the colon, or empty for the first device.
  virtual Result<std::shared_ptr<Device>> open(std::string_view selector) const = 0;
};

} // namespace hd::drivers
