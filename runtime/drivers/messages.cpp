#include "runtime/drivers/messages.h"

#include "runtime/drivers/failure.h"

#include "runtime/drivers/print_format.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hd::drivers {
namespace {

uint32_t printRoom(uint32_t capacity) {
  return capacity < HD_MESSAGE_FIXED_WORDS ? 0 : capacity - HD_MESSAGE_FIXED_WORDS;
}

std::string position(std::span<const uint32_t> words) {
  return "(" + std::to_string(words[0]) + ", " + std::to_string(words[1]) + ", " + std::to_string(words[2]) +
         ")";
}

uint64_t slotOf(abi::Scalar type, uint32_t low, uint32_t high) {
  if (type == abi::Scalar::kFloat32)
    return std::bit_cast<uint64_t>(static_cast<double>(std::bit_cast<float>(low)));
  return low | uint64_t{high} << 32;
}

class Reader {
public:
  Reader(std::span<const uint32_t> words, std::span<const abi::Message> messages,
         const LaunchedKernel &kernel, std::string_view driver)
      : messages_(messages), kernel_(kernel), driver_(driver) {
    if (words.size() < HD_MESSAGE_HEADER_WORDS)
      return;
    std::memcpy(&header_, words.data(), sizeof(header_));
    words_ = words.subspan(HD_MESSAGE_HEADER_WORDS);
  }

  Status printAll(const PrintSink &print) {
    size_t end = std::min<size_t>({words_.size(), header_.used, printRoom(header_.capacity)});
    std::string text;
    std::vector<uint64_t> slots;
    for (size_t at = 0; at < end && words_[at] != 0;) {
      const abi::Message *message = find(words_[at], abi::Message::Kind::kPrint);
      size_t size = message ? HD_MESSAGE_RECORD_WORDS(message->parameters.size()) : 0;
      if (!message || size > end - at)
        return damaged();
      slots.clear();
      for (size_t i = 0; i < message->parameters.size(); ++i) {
        size_t slot = at + HD_MESSAGE_RECORD_WORDS(i);
        slots.push_back(slotOf(message->parameters[i], words_[slot], words_[slot + 1]));
      }
      text.clear();
      formatPrint(text, message->text.c_str(), slots);
      print(text);
      at += size;
    }
    if (header_.lost != 0)
      print("heddle: " + std::to_string(header_.lost) + " more messages of kernel `" + kernel_.record.name +
            "` did not fit into the message buffer\n");
    return {};
  }

  Status failure() {
    if (header_.failed == 0)
      return {};
    if (header_.capacity < HD_MESSAGE_FIXED_WORDS || words_.size() < header_.capacity)
      return damaged();
    auto record = words_.subspan(printRoom(header_.capacity), HD_MESSAGE_FIXED_WORDS);
    const abi::Message *message = find(record[0], abi::Message::Kind::kFailure);
    if (!message)
      return damaged();
    return kernelFailure(kernel_.record, kernel_.grid, kernel_.block,
                         message->text + " (block " + position(record.subspan(1)) + ", thread " +
                             position(record.subspan(4)) + ")",
                         std::string(driver_));
  }

private:
  const abi::Message *find(uint32_t id, abi::Message::Kind kind) const {
    if (id == 0 || id > messages_.size() || messages_[id - 1].kind != kind)
      return nullptr;
    return &messages_[id - 1];
  }

  Status damaged() const {
    return {StatusCode::device_error,
            "kernel `" + kernel_.record.name + "` wrote over the message buffer, or left a record unfinished",
            std::string(driver_)};
  }

  hd_message_buffer header_{};
  std::span<const uint32_t> words_; // without the header
  std::span<const abi::Message> messages_;
  const LaunchedKernel &kernel_;
  std::string_view driver_;
};

} // namespace

uint32_t usedMessageWords(const hd_message_buffer &header) {
  return HD_MESSAGE_HEADER_WORDS + std::min(header.used, printRoom(header.capacity));
}

Status reportMessages(std::span<const uint32_t> words, std::span<const abi::Message> messages,
                      const LaunchedKernel &kernel, std::string_view driver, const PrintSink &print) {
  Reader reader(words, messages, kernel, driver);
  Status printed = reader.printAll(print);
  Status failed = reader.failure();
  return failed ? printed : failed;
}

} // namespace hd::drivers
