// One submission: a command buffer that is recorded, submitted, and recycled when the timeline has passed it.
#pragma once

#include "runtime/drivers/vulkan/context.h"

namespace hd::drivers::vulkan {

// A part of a batch's own host memory, which the device reads.
struct Upload {
  std::byte *host;
  VkBuffer buffer;
  uint64_t offset, address;
};

class Batch {
public:
  // The largest Upload, and a limit on what one batch holds.
  static constexpr uint64_t kUploadBytes = 64 << 10;
  static constexpr uint32_t kMaxCommands = 64;

  static Result<std::unique_ptr<Batch>> create(Context &context);
  ~Batch();
  Batch(const Batch &) = delete;

  // Between create or clear and the first command.
  Status begin();
  // Everything recorded from here on sees what was recorded before, here and in earlier batches of the
  // stream.
  void beginCommand();
  // Lives until the batch is cleared; `size` must fit hasRoom().
  Upload upload(uint64_t size);
  bool hasRoom(uint64_t size) const { return uploaded_ + size <= kUploadBytes && commands_ < kMaxCommands; }
  void keep(std::shared_ptr<const void> object) { kept_.push_back(std::move(object)); }
  // The batch starts after the semaphore has reached the value.
  void startAfter(VkSemaphore semaphore, uint64_t value);
  // What an error says that the device was doing.
  void note(std::string launch);
  const std::string &running() const { return running_; }
  bool empty() const { return commands_ == 0 && waits_.empty(); }

  VkCommandBuffer handle() const { return handle_; }
  Status submit(Queue &queue, VkSemaphore timeline, uint64_t value, const std::string &runningBefore);
  // Lets go of what was kept; the device is done with it.
  void clear();

private:
  explicit Batch(Context &context) : context_(context) {}

  Context &context_;
  VkCommandPool pool_ = VK_NULL_HANDLE;
  VkCommandBuffer handle_ = VK_NULL_HANDLE;
  Allocation memory_;
  uint64_t uploaded_ = 0;
  uint32_t commands_ = 0;
  std::vector<std::shared_ptr<const void>> kept_;
  std::vector<VkSemaphore> waits_;
  std::vector<uint64_t> waitValues_;
  std::string running_;
};

} // namespace hd::drivers::vulkan
