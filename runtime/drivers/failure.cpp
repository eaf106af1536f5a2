#include "runtime/drivers/failure.h"

#include <charconv>

namespace hd::drivers {
namespace {

// In seconds, shortest form: `0.25 s`.
std::string secondsText(std::chrono::nanoseconds time) {
  char digits[32];
  double seconds = std::chrono::duration<double>(time).count();
  char *end = std::to_chars(digits, digits + sizeof digits, seconds).ptr;
  return std::string(digits, end) + " s";
}

} // namespace

std::string textOf(const Dim3 &dim) {
  return "(" + std::to_string(dim.x) + ", " + std::to_string(dim.y) + ", " + std::to_string(dim.z) + ")";
}

Status launchFailure(StatusCode code, const abi::Kernel &kernel, const Dim3 &grid, const Dim3 &block,
                     const std::string &what, std::string origin, int64_t vendorCode) {
  std::string message = "kernel `" + kernel.name + "` failed: " + what + "; launched as " + kernel.name +
                        "<<<" + textOf(grid) + ", " + textOf(block) + ">>>";
  if (!kernel.file.empty())
    message += ", defined at " + kernel.file + ":" + std::to_string(kernel.line);
  return {code, std::move(message), std::move(origin), vendorCode};
}

Status kernelFailure(const abi::Kernel &kernel, const Dim3 &grid, const Dim3 &block, const std::string &what,
                     std::string origin) {
  return launchFailure(StatusCode::kernel_failed, kernel, grid, block, what, std::move(origin));
}

Status timeLimitFailure(const abi::Kernel &kernel, const Dim3 &grid, const Dim3 &block,
                        std::chrono::nanoseconds limit, std::string origin) {
  return kernelFailure(kernel, grid, block, "still running after its time limit of " + secondsText(limit),
                       std::move(origin));
}

} // namespace hd::drivers
