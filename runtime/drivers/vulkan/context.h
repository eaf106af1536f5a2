// An open VkDevice with what its objects share. Everything that may outlive the driver's Device (a stream's
// thread, memory in use) holds the context instead.
#pragma once

#include "runtime/drivers/vulkan/allocator.h"
#include "runtime/drivers/vulkan/copy_kernel.h"
#include "runtime/drivers/vulkan/timelines.h"
#include "runtime/drivers/vulkan/timestamps.h"

#include <atomic>
#include <deque>

namespace hd::drivers::vulkan {

// What the device's arithmetic does, found out by running it: see probe.h.
struct Arithmetic {
  bool fusedFma = false;
  bool exactDivision = false; // division and square root are correctly rounded
  bool keepsDenormals = false;
  bool cutsLoops = false; // ends them after some number of rounds
  // Atomic sums in device memory round to nearest, keep denormals and give what was there.
  bool sumsFloat32 = false, sumsFloat64 = false;
};

// A queue with the lock that vkQueueSubmit asks for.
struct Queue {
  VkQueue handle = VK_NULL_HANDLE;
  std::mutex mutex;
};

class Context {
public:
  static Result<std::shared_ptr<Context>> open(const Physical &physical);
  ~Context();
  Context(const Context &) = delete;

  // Streams take turns with the queues that there are.
  Queue &nextQueue();
  // The text of one printf of one kernel thread.
  void print(std::string_view text);
  void setPrintSink(PrintSink sink);

  // Whether a grid may have more blocks in x than the device takes at once.
  bool splitsGrids() const { return physical.properties.limits.maxComputeWorkGroupCount[0] < kMaxGridX; }
  static constexpr uint32_t kMaxGridX = 0x7fffffff;

  // Once a device is lost, every later call fails with what is said here first.
  bool isLost() const { return lost_.load(); }
  void setLost(Status why);
  Status lostStatus();

  // Takes VK_ERROR_DEVICE_LOST as the loss of the device: `running` says what it was doing.
  Status check(VkResult result, const std::string &what, const std::string &running);

  const Physical physical;
  DeviceFunctions vulkan;
  VkDevice device = VK_NULL_HANDLE;
  VkPipelineLayout layout = VK_NULL_HANDLE;
  VkPipelineCache pipelineCache = VK_NULL_HANDLE;
  Arithmetic arithmetic;
  Subgroups subgroups;
  std::unique_ptr<Allocator> allocator;
  std::unique_ptr<TimestampPool> timestamps;
  std::unique_ptr<TimelinePool> timelines;
  std::unique_ptr<CopyKernel> copyKernel;

private:
  explicit Context(const Physical &physical) : physical(physical) {}
  Status createDevice(const Instance &instance);
  Status createParts();

  std::deque<Queue> queues_;
  std::atomic<uint32_t> nextQueue_{0};
  std::mutex mutex_; // of the sink and the loss
  PrintSink sink_;
  std::atomic<bool> lost_{false};
  Status lostStatus_;
};

// What every kernel gets as push constants. The grid stands here because a large one is split into several
// dispatches.
struct PushConstants {
  uint64_t parameters; // device address of the packed block with the hidden parameters behind it
  uint32_t grid[3];
  uint32_t reserved[3];
  uint64_t cutLoops; // device address of Worker::cutLoops, 0 where the driver cuts none
};
static_assert(sizeof(PushConstants) == 40);

} // namespace hd::drivers::vulkan
