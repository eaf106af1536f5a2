// Copies and fills as commands of a worker; to be called on its thread.
#pragma once

#include "runtime/drivers/vulkan/memory.h"
#include "runtime/drivers/vulkan/worker.h"

#include <array>
#include <span>

namespace hd::drivers::vulkan {

// A part of a buffer, and what keeps it alive until the device is done with it.
struct Range {
  VkBuffer buffer;
  uint64_t offset, size;
  uint64_t address;  // of the device
  std::byte *mapped; // null: the host cannot reach it
  std::shared_ptr<const void> owner;
};
Range rangeOf(drivers::Memory &memory, uint64_t offset, uint64_t size);

// A pattern of 1 to 16 bytes.
struct Pattern {
  std::array<std::byte, 16> bytes{};
  uint64_t size = 0;

  explicit Pattern(std::span<const std::byte> pattern);
};

// Both have read `from` when they return; the device may still write `to`.
Status copyIn(Worker &worker, const Range &to, const void *from);
Status copyOut(Worker &worker, void *to, const Range &from);
// The ranges may overlap.
Status copyWithin(Worker &worker, const Range &to, const Range &from);
Status fill(Worker &worker, const Range &to, const Pattern &pattern);

} // namespace hd::drivers::vulkan
