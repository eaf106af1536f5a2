// The vendor libraries whose API has the shape of CUDA's driver API, as one table of functions: the drivers
// cuda and hip fill it in, everything else in this folder is the same for both.
#pragma once

#include "heddle/device.h"

namespace hd::drivers::gpu {

// Error codes that both vendors number alike.
inline constexpr int kOutOfMemory = 2, kNotReady = 600;

struct Api {
#define HD_GPU(member, parameters, cuda, hip) int(*member) parameters = nullptr;
#include "runtime/drivers/gpu/entry_points.def"
#undef HD_GPU
  Status status;      // why the functions are null, or ok
  std::string origin; // the driver's name

  // What differs.
  std::string (*errorName)(int code) = nullptr;
  Status (*describe)(const Api &api, int device, DeviceProperties &properties) = nullptr;
  // Loads code; the error holds the vendor's log.
  Status (*load)(const Api &api, const std::vector<uint8_t> &image, void **module) = nullptr;
  // Lets the kernel be launched with so much dynamic shared memory; null where nothing need be said.
  int (*allowShared)(void *function, unsigned bytes) = nullptr;
  bool peersAreContexts = false;    // copyPeer() names them by context (CUDA), or by device (HIP)
  const char *format = nullptr;     // of images
  uintptr_t endOfLaunchOptions = 0; // ends launch()'s `extra`

  // ok for 0; otherwise `what: CUDA_ERROR_...` with the code that fits.
  Status check(int code, const std::string &what) const;
};

// After these errors the context takes no more work: faults of kernels, and hardware.
bool isSticky(int code);

// Opens the library that `variable` of the environment names, else the first of `names` that there is, and
// looks up `symbols`, which are in the order of entry_points.def.
struct LibraryNames {
  const char *variable;
  std::vector<const char *> names;
  std::vector<const char *> symbols;
  const char *missing; // what to say when there is no library
};
void *openLibrary(Api &api, const LibraryNames &names);

std::vector<DeviceInfo> list(const Api &api);

} // namespace hd::drivers::gpu

namespace hd::drivers {
class Device;
}
namespace hd::drivers::gpu {
Result<std::shared_ptr<drivers::Device>> open(const Api &api, std::string_view selector);
}
