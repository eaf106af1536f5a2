#include "runtime/core/launch_check.h"

namespace hd::core {
namespace {

std::string text(const Dim3 &dim) {
  return "(" + std::to_string(dim.x) + ", " + std::to_string(dim.y) + ", " + std::to_string(dim.z) + ")";
}

Status invalid(const abi::Kernel &kernel, const std::string &message) {
  return {StatusCode::invalid_argument, "launch of kernel `" + kernel.name + "`: " + message, "launch"};
}

bool anyZero(const Dim3 &dim) { return dim.x == 0 || dim.y == 0 || dim.z == 0; }

bool anyAbove(const Dim3 &dim, const Dim3 &limit) {
  return dim.x > limit.x || dim.y > limit.y || dim.z > limit.z;
}

// Cold: says which limit of the shape does not hold, and what the device offers.
Status explainShape(const abi::Kernel &kernel, const DeviceProperties &limits, const LaunchShape &shape) {
  const std::string block = "the block " + text(shape.block), grid = "the grid " + text(shape.grid);
  const std::string device = "device `" + limits.name + "`";
  const std::string threads = block + " has " + std::to_string(shape.block.count()) + " threads, ";
  if (anyZero(shape.grid))
    return invalid(kernel, grid + " has a dimension of zero");
  if (anyZero(shape.block))
    return invalid(kernel, block + " has a dimension of zero");
  if (anyAbove(shape.block, limits.max_block))
    return invalid(kernel, block + " exceeds what " + device + " takes: " + text(limits.max_block) +
                               " per dimension");
  if (shape.block.count() > limits.max_threads_per_block)
    return invalid(kernel, threads + "at most " + std::to_string(limits.max_threads_per_block) +
                               " are allowed on " + device);
  if (shape.block.count() > kernel.maxThreadsPerBlock)
    return invalid(kernel, threads + "but the kernel's launch bounds allow " +
                               std::to_string(kernel.maxThreadsPerBlock));
  if (anyAbove(shape.grid, limits.max_grid))
    return invalid(kernel,
                   grid + " exceeds what " + device + " takes: " + text(limits.max_grid) + " per dimension");
  if (uint64_t threadsX = uint64_t{shape.grid.x} * shape.block.x; threadsX > limits.max_threads_x)
    return invalid(kernel, "grid.x * block.x is " + std::to_string(threadsX) + ", at most " +
                               std::to_string(limits.max_threads_x) + " is allowed on " + device);
  return invalid(kernel, "shared memory of " + std::to_string(kernel.staticSharedBytes) + " static and " +
                             std::to_string(shape.shared_bytes) + " dynamic bytes exceeds the " +
                             std::to_string(limits.shared_bytes_per_block) + " bytes per block of " + device);
}

} // namespace

Status checkShape(const abi::Kernel &kernel, const DeviceProperties &limits, const LaunchShape &shape) {
  uint64_t threads = shape.block.count();
  bool fits = !anyZero(shape.grid) && !anyZero(shape.block) && !anyAbove(shape.block, limits.max_block) &&
              threads <= limits.max_threads_per_block && threads <= kernel.maxThreadsPerBlock &&
              !anyAbove(shape.grid, limits.max_grid) &&
              uint64_t{shape.grid.x} * shape.block.x <= limits.max_threads_x &&
              uint64_t{kernel.staticSharedBytes} + shape.shared_bytes <= limits.shared_bytes_per_block;
  return fits ? Status() : explainShape(kernel, limits, shape);
}

Status checkTimeLimit(const abi::Kernel &kernel, const DeviceProperties &device, const LaunchShape &shape) {
  if (shape.time_limit.count() < 0)
    return invalid(kernel, "the time limit is negative");
  if (!device.stops_kernels)
    return {StatusCode::unsupported,
            "launch of kernel `" + kernel.name + "`: device `" + device.name +
                "` cannot stop a kernel at a time limit; launch on a stream and wait with "
                "Stream::synchronize(limit)",
            "launch"};
  return {};
}

} // namespace hd::core
