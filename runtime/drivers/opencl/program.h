// A built OpenCL program with its kernels and the memory of its globals: the vendor's side of a module, which
// launches in flight hold on to.
#pragma once

#include "runtime/abi/module.h"
#include "runtime/drivers/opencl/context.h"
#include "runtime/drivers/subgroups.h"

#include <map>
#include <mutex>
#include <tuple>

namespace hd::drivers::opencl {

class Device;

// One kernel. Its arguments are set and it is enqueued under the device's submission lock.
struct KernelCode {
  abi::Kernel record; // the module's own may be gone when a launch is done
  abi::KernelImage image;
  cl_kernel handle = nullptr;
  uint64_t maxThreads = 0; // per block, on this device
};

class Program {
public:
  static Result<std::shared_ptr<Program>> build(Device &device, const abi::Module &module, abi::Image image);
  // The kernel built once more with the block's shape known: for blocks of more threads than `maxThreads`, as
  // some compilers count on small ones where it is not (NVIDIA's: 256), and for those whose warps lie in
  // subgroups, with operations of these. Built with its first use; whether the device can run it the launch
  // shows.
  Result<cl_kernel> forBlock(const KernelCode &kernel, const Dim3 &block);
  bool hasWarpsInSubgroups(const Dim3 &block) const;
  explicit Program(std::shared_ptr<Context> context) : context(std::move(context)) {}
  Program(const Program &) = delete;
  ~Program();

  const std::shared_ptr<Context> context;
  std::map<std::string, KernelCode, std::less<>> kernels;
  std::vector<abi::Message> messages;
  std::vector<abi::GlobalSlot> slots;
  std::shared_ptr<Allocation> globals; // null if there are none

private:
  Status findKernels(const abi::Module &module, const abi::Image &image);
  Status placeGlobals(Device &device, const abi::Image &image);

  struct Variant {
    cl_program program;
    cl_kernel kernel;
  };
  Result<Variant> buildForBlock(const KernelCode &kernel, const Dim3 &block, bool subgroups);
  uint64_t maxThreadsOf(cl_kernel kernel) const;

  cl_program handle_ = nullptr;
  std::string source_, options_;
  Subgroups subgroups_; // nothing is known if the kernels have no use for them
  std::mutex variantsMutex_;
  std::map<std::tuple<std::string, uint32_t, uint32_t, uint32_t>, Variant> variants_;
};

// A program built from source; the error holds the compiler's log. `what` names it there.
Result<cl_program> buildSource(const Context &context, std::string_view source, const std::string &options,
                               const std::string &what);

} // namespace hd::drivers::opencl
