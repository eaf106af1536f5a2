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

// Cold: says which limit of the shape does not hold.
Status explainShape(const abi::Kernel &kernel, const DeviceProperties &limits, const LaunchShape &shape) {
  if (anyZero(shape.grid))
    return invalid(kernel, "the grid " + text(shape.grid) + " has a dimension of zero");
  if (anyZero(shape.block))
    return invalid(kernel, "the block " + text(shape.block) + " has a dimension of zero");
  if (anyAbove(shape.block, limits.max_block))
    return invalid(kernel, "the block " + text(shape.block) + " exceeds the device's limit of " +
                               text(limits.max_block) + " per dimension");
  if (shape.block.count() > limits.max_threads_per_block)
    return invalid(kernel, "the block " + text(shape.block) + " has " + std::to_string(shape.block.count()) +
                               " threads, at most " + std::to_string(limits.max_threads_per_block) +
                               " are allowed");
  if (shape.block.count() > kernel.maxThreadsPerBlock)
    return invalid(kernel, "the block " + text(shape.block) + " has " + std::to_string(shape.block.count()) +
                               " threads, but the kernel's launch bounds allow " +
                               std::to_string(kernel.maxThreadsPerBlock));
  if (anyAbove(shape.grid, limits.max_grid))
    return invalid(kernel, "the grid " + text(shape.grid) + " exceeds the device's limit of " +
                               text(limits.max_grid));
  if (uint64_t{shape.grid.x} * shape.block.x > limits.max_threads_x)
    return invalid(kernel, "grid.x * block.x is " + std::to_string(uint64_t{shape.grid.x} * shape.block.x) +
                               ", at most " + std::to_string(limits.max_threads_x) + " is allowed");
  return invalid(kernel, "shared memory of " + std::to_string(kernel.staticSharedBytes) + " static and " +
                             std::to_string(shape.shared_bytes) + " dynamic bytes exceeds the device's " +
                             std::to_string(limits.shared_bytes_per_block) + " bytes per block");
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

} // namespace hd::core
