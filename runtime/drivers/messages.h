// The message buffer of kernels on devices (runtime/abi/messages.h), made and read by every such driver.
#pragma once

#include "heddle/device.h"
#include "runtime/abi/messages.h"
#include "runtime/abi/module.h"

#include <span>
#include <string_view>

namespace hd::drivers {

// What to allocate for a launch, in words with the header. Fits about 10,000 printed lines.
inline constexpr uint32_t kMessageBufferWords = 1u << 17;

// The header of a fresh buffer of that many words in all; the words behind it must be zero.
inline hd_message_buffer freshMessageHeader(uint32_t words = kMessageBufferWords) {
  return {words - HD_MESSAGE_HEADER_WORDS, 0, 0, 0};
}
// Whether a kernel has left anything: then the whole buffer is read, reported and made fresh again.
inline bool hasMessages(const hd_message_buffer &header) {
  return header.used != 0 || header.failed != 0 || header.lost != 0;
}
// How many words, header included, hold all that was written, unless a thread has failed.
uint32_t usedMessageWords(const hd_message_buffer &header);

// The launch that the messages are of.
struct LaunchedKernel {
  const abi::Kernel &record;
  Dim3 grid, block;
};

// Prints the records in `words` (the whole buffer, or its used part when nothing failed) in their order, says
// how many messages found no room, and returns the failure as the cpu driver would: kernelFailure of
// failure.h with `file:line: function: text (block (x, y, z), thread (x, y, z))`, origin `driver`.
// Records that make no sense, because a kernel wrote over the buffer, end the reading with a device_error.
Status reportMessages(std::span<const uint32_t> words, std::span<const abi::Message> messages,
                      const LaunchedKernel &kernel, std::string_view driver, const PrintSink &print);

} // namespace hd::drivers
