// Kernels: functions of a module, launched over a grid of blocks.
#pragma once

#include "heddle/argument.h"
#include "heddle/launch.h"

#include <array>
#include <span>

namespace hd::drivers {
class Kernel;
class Module;
} // namespace hd::drivers

namespace hd {

// A handle; keeps its module alive. May be launched from several threads at once.
class Kernel {
public:
  Kernel() = default;
  Kernel(std::shared_ptr<drivers::Module> module, const drivers::Kernel *kernel)
      : module_(std::move(module)), kernel_(kernel) {}

  const std::string &name() const;
  // The signature and what the kernel needs, as the compiler wrote it. Not for an empty handle.
  const abi::Kernel &record() const;

  // Checks shape and arguments, then submits the kernel to the shape's stream. An error names the
  // parameter, what was found and what was expected; nothing has run then. A scalar argument must be of
  // the parameter's type up to signedness; pointers take buffers (or nullptr), structs any type of their
  // size. On the default stream of the cpu device the kernel has run when this returns, and a failure
  // inside of it is the result.
  template <class... Args> Status launch(const LaunchShape &shape, const Args &...args) const {
    const std::array<ArgumentValue, sizeof...(Args)> values{to_argument(args)...};
    return launch_raw(shape, values);
  }
  Status launch_raw(const LaunchShape &shape, std::span<const ArgumentValue> arguments) const;

private:
  std::shared_ptr<drivers::Module> module_;
  const drivers::Kernel *kernel_ = nullptr;
};

} // namespace hd
