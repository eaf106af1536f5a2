// Integers, strings and lists as little-endian bytes, see module_file.h, and back.
//
// The reader latches its first error and then yields zeros, so what reads with it needs no error paths of its
// own; lists check their length against the bytes that are left before they allocate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hd::abi {

class Writer {
public:
  template <class T> void integer(T value) {
    for (size_t i = 0; i < sizeof(T); ++i)
      bytes_.push_back(static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * i)));
  }
  void string(std::string_view text) {
    integer(static_cast<uint32_t>(text.size()));
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  void blob(const std::vector<uint8_t> &data) {
    integer(static_cast<uint64_t>(data.size()));
    bytes_.insert(bytes_.end(), data.begin(), data.end());
  }
  template <class T, class F> void list(const std::vector<T> &items, F write) {
    integer(static_cast<uint32_t>(items.size()));
    for (const T &item : items)
      write(item);
  }
  std::vector<uint8_t> take() { return std::move(bytes_); }

private:
  std::vector<uint8_t> bytes_;
};

class Reader {
public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  bool failed() const { return !error_.empty(); }
  const std::string &error() const { return error_; }
  size_t left() const { return bytes_.size() - position_; }
  void fail(std::string message) {
    if (error_.empty())
      error_ = std::move(message);
    position_ = bytes_.size();
  }

  template <class T> T integer() {
    uint64_t value = 0;
    if (!need(sizeof(T)))
      return 0;
    for (size_t i = 0; i < sizeof(T); ++i)
      value |= static_cast<uint64_t>(bytes_[position_ + i]) << (8 * i);
    position_ += sizeof(T);
    return static_cast<T>(value);
  }
  bool boolean(const char *what) {
    uint8_t value = integer<uint8_t>();
    if (value > 1)
      fail(std::string("flag `") + what + "` is " + std::to_string(value) + ", expected 0 or 1");
    return value == 1;
  }
  std::string string() {
    uint32_t size = integer<uint32_t>();
    if (!need(size))
      return {};
    std::string text(reinterpret_cast<const char *>(bytes_.data() + position_), size);
    position_ += size;
    return text;
  }
  std::vector<uint8_t> blob() {
    uint64_t size = integer<uint64_t>();
    if (!need(size))
      return {};
    auto begin = bytes_.begin() + static_cast<ptrdiff_t>(position_);
    position_ += size;
    return {begin, begin + static_cast<ptrdiff_t>(size)};
  }
  // Each element takes at least one byte, so a length beyond the bytes that are left is a lie.
  template <class T, class F> void list(std::vector<T> &items, F read) {
    uint32_t size = integer<uint32_t>();
    if (!need(size))
      return;
    for (uint32_t i = 0; i < size && !failed(); ++i)
      items.push_back(read());
  }

private:
  bool need(uint64_t size) {
    if (failed())
      return false;
    if (size <= left())
      return true;
    fail("content ends at byte " + std::to_string(bytes_.size()) + ", but " + std::to_string(size) +
         " more bytes were expected at byte " + std::to_string(position_));
    return false;
  }

  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
  std::string error_;
};

} // namespace hd::abi
