// The message buffer as the host reads it: order, argument types, failures, what was lost, and damage.
#include "runtime/drivers/messages.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>

namespace hd::test {
namespace {

using abi::Message;
using abi::Scalar;

const std::vector<Message> kMessages = {
    {Message::Kind::kPrint, "x %d %.2f\n", {Scalar::kInt64, Scalar::kFloat32}},
    {Message::Kind::kFailure, "a.hd:3: k: assertion `ok` failed", {}},
    {Message::Kind::kPrint, "%g %lld|", {Scalar::kFloat64, Scalar::kInt64}},
};

// A buffer as a kernel fills it.
struct Buffer {
  std::vector<uint32_t> words;

  explicit Buffer(uint32_t capacity) : words(HD_MESSAGE_HEADER_WORDS + capacity) { words[0] = capacity; }

  void print(uint32_t id, std::vector<uint32_t> arguments) {
    uint32_t size = HD_MESSAGE_FIXED_WORDS + uint32_t(arguments.size());
    uint32_t at = words[1];
    words[1] += size;
    if (at + size > words[0] - HD_MESSAGE_FIXED_WORDS) {
      ++words[3];
      return;
    }
    uint32_t *record = &words[HD_MESSAGE_HEADER_WORDS + at];
    record[0] = id + 1;
    std::copy(arguments.begin(), arguments.end(), record + HD_MESSAGE_FIXED_WORDS);
  }
  void fail(uint32_t id) {
    words[2] = 1;
    uint32_t record[] = {id + 1, 4, 5, 6, 1, 2, 3};
    std::copy(std::begin(record), std::end(record), words.end() - HD_MESSAGE_FIXED_WORDS);
  }
  std::string printed;
  Status report() {
    abi::Kernel kernel;
    kernel.name = "k";
    kernel.file = "a.hd";
    kernel.line = 1;
    return drivers::reportMessages(words, kMessages, {kernel, {8}, {64, 2}}, "vulkan",
                                   [&](std::string_view text) { printed += text; });
  }
};

TEST(Messages, PrintsInOrder) {
  Buffer buffer(100);
  buffer.print(0, {uint32_t(-5), ~0u, std::bit_cast<uint32_t>(1.5f), 0});
  uint64_t real = std::bit_cast<uint64_t>(0.25);
  buffer.print(2, {uint32_t(real), uint32_t(real >> 32), 0, 1});
  EXPECT_TRUE(buffer.report().ok());
  EXPECT_EQ(buffer.printed, "x -5 1.50\n0.25 4294967296|");
}

TEST(Messages, FailureHasTheTextOfTheCpuDriver) {
  Buffer buffer(20);
  buffer.fail(1);
  Status status = buffer.report();
  EXPECT_EQ(status.code(), StatusCode::kernel_failed);
  EXPECT_EQ(status.message(),
            "kernel `k` failed: a.hd:3: k: assertion `ok` failed (block (4, 5, 6), thread (1, 2, 3)); "
            "launched as k<<<(8, 1, 1), (64, 2, 1)>>>, defined at a.hd:1");
  EXPECT_EQ(status.origin(), "vulkan");
}

TEST(Messages, SaysHowManyWereLostAndKeepsTheFailure) {
  Buffer buffer(HD_MESSAGE_RECORD_WORDS(2) + HD_MESSAGE_FIXED_WORDS + 3);
  for (int i = 0; i < 4; ++i)
    buffer.print(0, {uint32_t(i), 0, 0, 0});
  buffer.fail(1);
  EXPECT_EQ(buffer.report().code(), StatusCode::kernel_failed);
  EXPECT_EQ(buffer.printed,
            "x 0 0.00\nheddle: 3 more messages of kernel `k` did not fit into the message buffer\n");
}

TEST(Messages, DamageIsAnError) {
  for (uint32_t word : {9u, 2u, 0xffffffffu}) {
    Buffer buffer(100);
    buffer.print(0, {1, 0, 0, 0});
    buffer.words[HD_MESSAGE_HEADER_WORDS] = word;
    EXPECT_EQ(buffer.report().code(), StatusCode::device_error) << word;
  }
  Buffer tooLong(100);
  tooLong.print(0, {1, 0, 0, 0});
  tooLong.words[1] = 8;
  EXPECT_EQ(tooLong.report().code(), StatusCode::device_error);
  Buffer failed(10);
  failed.fail(0);
  EXPECT_EQ(failed.report().code(), StatusCode::device_error);
  EXPECT_TRUE(drivers::reportMessages({}, kMessages, {abi::Kernel(), {}, {}}, "cuda", {}).ok());
}

} // namespace
} // namespace hd::test
