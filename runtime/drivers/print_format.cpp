#include "runtime/drivers/print_format.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace hd::drivers {
namespace {

constexpr int kMaxWidth = 4096;

struct Conversion {
  std::string_view flags;
  int width = -1, precision = -1;
  std::string_view length;
  char kind = 0;
};

class Formatter {
public:
  Formatter(std::string &out, const char *format, std::span<const uint64_t> arguments)
      : out_(out), at_(format), arguments_(arguments) {}

  void run() {
    while (*at_) {
      const char *percent = std::strchr(at_, '%');
      if (!percent) {
        out_.append(at_);
        return;
      }
      out_.append(at_, percent);
      at_ = percent + 1;
      Conversion conversion = parse();
      if (!write(conversion))
        out_.append(percent, at_);
    }
  }

private:
  // Leaves at_ behind the conversion.
  Conversion parse() {
    Conversion conversion;
    conversion.flags = span("-+ #0");
    conversion.width = number();
    if (*at_ == '.') {
      ++at_;
      conversion.precision = std::max(number(), 0);
    }
    conversion.length = span("hlLqjzt");
    conversion.kind = *at_;
    if (*at_)
      ++at_;
    return conversion;
  }

  std::string_view span(const char *characters) {
    size_t size = std::strspn(at_, characters);
    at_ += size;
    return {at_ - size, size};
  }

  int number() {
    if (*at_ == '*') {
      ++at_;
      return used_ < arguments_.size()
                 ? std::clamp(static_cast<int>(arguments_[used_++]), -kMaxWidth, kMaxWidth)
                 : -1;
    }
    if (*at_ < '0' || *at_ > '9')
      return -1;
    int value = 0;
    for (; *at_ >= '0' && *at_ <= '9'; ++at_)
      value = std::min(value * 10 + (*at_ - '0'), kMaxWidth);
    return value;
  }

  bool write(const Conversion &conversion) {
    if (conversion.kind == '%') {
      out_ += '%';
      return true;
    }
    if (conversion.kind == 0 || !std::strchr("diuoxXcsfFeEgGaAp", conversion.kind) ||
        used_ >= arguments_.size())
      return false;
    uint64_t slot = arguments_[used_++];
    switch (conversion.kind) {
    case 'd':
    case 'i':
      emit(conversion, "ll", narrowSigned(slot, conversion.length));
      break;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      emit(conversion, "ll", narrowUnsigned(slot, conversion.length));
      break;
    case 'c':
      emit(conversion, "", static_cast<int>(slot));
      break;
    case 's':
      writeString(conversion, reinterpret_cast<const char *>(slot));
      break;
    case 'p':
      emit(conversion, "", reinterpret_cast<const void *>(slot));
      break;
    default:
      emit(conversion, "", std::bit_cast<double>(slot));
      break;
    }
    return true;
  }

  static long long narrowSigned(uint64_t slot, std::string_view length) {
    if (length == "hh")
      return static_cast<int8_t>(slot);
    if (length == "h")
      return static_cast<int16_t>(slot);
    return length.empty() ? static_cast<int32_t>(slot) : static_cast<long long>(slot);
  }

  static unsigned long long narrowUnsigned(uint64_t slot, std::string_view length) {
    if (length == "hh")
      return static_cast<uint8_t>(slot);
    if (length == "h")
      return static_cast<uint16_t>(slot);
    return length.empty() ? static_cast<uint32_t>(slot) : slot;
  }

  template <class T> void emit(const Conversion &conversion, const char *length, T value) {
    char format[32];
    int flags = static_cast<int>(std::min<size_t>(conversion.flags.size(), 8));
    const char *width = conversion.width == -1 ? "" : "*", *precision = conversion.precision < 0 ? "" : ".*";
    std::snprintf(format, sizeof(format), "%%%.*s%s%s%s%c", flags, conversion.flags.data(), width, precision,
                  length, conversion.kind);
    char text[512];
    int size = print(text, sizeof(text), format, conversion, value);
    if (size >= 0 && static_cast<size_t>(size) < sizeof(text)) {
      out_.append(text, static_cast<size_t>(size));
      return;
    }
    size_t old = out_.size();
    out_.resize(old + static_cast<size_t>(std::max(size, 0)) + 1);
    print(out_.data() + old, out_.size() - old, format, conversion, value);
    out_.pop_back();
  }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  template <class T>
  static int print(char *to, size_t size, const char *format, const Conversion &conversion, T value) {
    if (conversion.width != -1 && conversion.precision >= 0)
      return std::snprintf(to, size, format, conversion.width, conversion.precision, value);
    if (conversion.width != -1)
      return std::snprintf(to, size, format, conversion.width, value);
    if (conversion.precision >= 0)
      return std::snprintf(to, size, format, conversion.precision, value);
    return std::snprintf(to, size, format, value);
  }
#pragma GCC diagnostic pop

  void writeString(const Conversion &conversion, const char *text) {
    if (!text)
      text = "(null)";
    size_t size = conversion.precision < 0 ? std::strlen(text)
                                           : strnlen(text, static_cast<size_t>(conversion.precision));
    bool left = conversion.flags.find('-') != std::string_view::npos || conversion.width < -1;
    size_t width = conversion.width == -1 ? 0 : static_cast<size_t>(std::abs(conversion.width));
    size_t padding = width > size ? width - size : 0;
    if (!left)
      out_.append(padding, ' ');
    out_.append(text, size);
    if (left)
      out_.append(padding, ' ');
  }

  std::string &out_;
  const char *at_;
  std::span<const uint64_t> arguments_;
  size_t used_ = 0;
};

} // namespace

void formatPrint(std::string &out, const char *format, std::span<const uint64_t> arguments) {
  Formatter(out, format, arguments).run();
}

} // namespace hd::drivers
