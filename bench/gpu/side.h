// One of the two contenders, with memory of its own on the same device.
#pragma once

#include "bench/gpu/jobs.h"

#include "heddle/heddle.h"

#include <memory>

namespace bench::gpu {

class Side {
public:
  virtual ~Side() = default;
  virtual void upload(int buffer, const void *from, size_t bytes) = 0;
  virtual void download(void *to, int buffer, size_t bytes) = 0;
  // Between two events around that many launches.
  virtual double milliseconds(const Job &job, int launches) = 0;
};

// Ends the program with a message unless it is ok.
void require(const hd::Status &status);
[[noreturn]] void fail(const std::string &message);

std::unique_ptr<Side> heddleSide(const hd::Device &device, const std::string &module, size_t bytes);
// What nvcc makes of the same kernels, in the library at `path`; `compiler` is then set to its name. Device
// `ordinal`.
std::unique_ptr<Side> rivalSide(const std::string &path, int ordinal, size_t bytes, std::string &compiler);

} // namespace bench::gpu
