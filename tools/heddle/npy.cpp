// Reads and writes `.npy`: magic, version, header length, a Python dict in ASCII or UTF-8, then the elements.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#include "tools/heddle/npy.h"

#include "tools/heddle/element_type.h"
#include "tools/heddle/failure.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <sys/stat.h>

namespace hd::cli {
namespace {

constexpr std::string_view kMagic{"\x93NUMPY", 6};

using File = std::unique_ptr<FILE, int (*)(FILE *)>;

struct Header {
  std::string descr;
  bool fortranOrder = false;
  std::vector<uint64_t> shape;
};

// The header's dict: string keys; values are a string, True or False, or a tuple of integers.
class HeaderParser {
public:
  HeaderParser(std::string_view text, const std::string &path) : text_(text), path_(path) {}

  Header parse() {
    Header header;
    bool seen[3] = {};
    expect('{');
    while (!accept('}')) {
      std::string key = string();
      expect(':');
      if (key == "descr") {
        seen[0] = true;
        header.descr = descr();
      } else if (key == "fortran_order") {
        seen[1] = true;
        header.fortranOrder = boolean();
      } else if (key == "shape") {
        seen[2] = true;
        header.shape = tuple();
      } else {
        malformed();
      }
      if (!accept(',') && peek() != '}')
        malformed();
    }
    if (!seen[0] || !seen[1] || !seen[2])
      malformed();
    return header;
  }

private:
  [[noreturn]] void malformed() { usageError("`{}`: the .npy header is malformed", path_); }

  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c)
      return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c))
      malformed();
  }
  std::string string() {
    char quote = peek();
    if (quote != '\'' && quote != '"')
      malformed();
    size_t end = text_.find(quote, ++at_);
    if (end == text_.npos)
      malformed();
    std::string value(text_.substr(at_, end - at_));
    at_ = end + 1;
    return value;
  }
  std::string descr() {
    if (peek() == '[')
      usageError("`{}` holds records (a structured dtype); save one plain array per field instead", path_);
    return string();
  }
  bool boolean() {
    peek();
    for (bool value : {true, false}) {
      std::string_view word = value ? "True" : "False";
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return value;
      }
    }
    malformed();
  }
  std::vector<uint64_t> tuple() {
    std::vector<uint64_t> values;
    expect('(');
    while (!accept(')')) {
      peek();
      uint64_t value = 0;
      auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
      if (error != std::errc())
        malformed();
      at_ = size_t(end - text_.data());
      accept('L'); // written by Python 2
      values.push_back(value);
      if (!accept(',') && peek() != ')')
        malformed();
    }
    return values;
  }

  std::string_view text_;
  const std::string &path_;
  size_t at_ = 0;
};

void readExactly(FILE *file, void *into, size_t bytes, const std::string &path) {
  if (std::fread(into, 1, bytes, file) == bytes)
    return;
  if (std::ferror(file))
    usageError("cannot read `{}`: {}", path, std::strerror(errno));
  usageError("`{}` is truncated: the .npy header ends too early", path);
}

// Magic, version and length; returns the dict's text.
std::string readHeaderText(FILE *file, const std::string &path) {
  char magic[8] = {};
  if (std::fread(magic, 1, sizeof magic, file) != sizeof magic || std::memcmp(magic, kMagic.data(), 6) != 0)
    usageError("`{}` is not a .npy file", path);
  int version = magic[6];
  if (version < 1 || version > 3)
    usageError("`{}` has .npy format version {}; versions 1 to 3 are supported", path, version);
  unsigned char length[4] = {};
  readExactly(file, length, version == 1 ? 2 : 4, path);
  size_t bytes = length[0] | size_t(length[1]) << 8 | size_t(length[2]) << 16 | size_t(length[3]) << 24;
  if (bytes > (1u << 20))
    usageError("`{}`: the .npy header claims {} bytes", path, bytes);
  std::string text(bytes, '\0');
  readExactly(file, text.data(), bytes, path);
  return text;
}

abi::Scalar scalarOf(const std::string &descr, const std::string &path) {
  auto scalar = descr.empty() ? std::nullopt : findNumpyCode(std::string_view(descr).substr(1));
  if (!scalar || !std::strchr("<>=|", descr[0]))
    usageError("`{}` has dtype `{}`, which no type of the kernel language holds", path, descr);
  if (descr[0] == '>' && scalarBytes(*scalar) > 1)
    usageError("`{}` is big endian (dtype `{}`); convert it with "
               "`a.astype(a.dtype.newbyteorder('<'))`",
               path, descr);
  return *scalar;
}

// Elements in the shape times their size; a Failure when that is no possible size of memory.
uint64_t byteCount(const NpyArray &array, const std::string &path) {
  uint64_t bytes = scalarBytes(array.scalar);
  for (uint64_t extent : array.shape)
    if (__builtin_mul_overflow(bytes, extent, &bytes) || bytes > uint64_t(INT64_MAX))
      usageError("`{}`: the shape in the .npy header is larger than any memory", path);
  return bytes;
}

} // namespace

NpyArray readNpy(const std::string &path) {
  File file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file)
    usageError("cannot open `{}`: {}", path, std::strerror(errno));
  struct stat status = {};
  if (fstat(fileno(file.get()), &status) == 0 && S_ISDIR(status.st_mode))
    usageError("cannot read `{}`: it is a directory", path);
  std::string text = readHeaderText(file.get(), path);
  Header header = HeaderParser(text, path).parse();
  NpyArray array;
  array.scalar = scalarOf(header.descr, path);
  if (header.fortranOrder && header.shape.size() > 1)
    usageError("`{}` is in Fortran order; save it with `numpy.save(file, numpy.ascontiguousarray(a))`", path);
  array.shape = std::move(header.shape);
  array.bytes = byteCount(array, path);
  // Checked before allocating: a damaged header must not ask for memory that the file cannot fill.
  off_t here = ftello(file.get());
  if (S_ISREG(status.st_mode) && uint64_t(status.st_size - here) < array.bytes)
    usageError("`{}` is truncated: {} bytes of elements, {} expected", path, status.st_size - here,
               array.bytes);
  array.data = std::make_unique_for_overwrite<std::byte[]>(array.bytes);
  if (std::fread(array.data.get(), 1, array.bytes, file.get()) != array.bytes)
    usageError("`{}` is truncated: fewer than {} bytes of elements", path, array.bytes);
  return array;
}

void writeNpy(const std::string &path, abi::Scalar scalar, std::span<const uint64_t> shape,
              std::span<const std::byte> data) {
  std::string_view code = numpyCode(scalar);
  std::string dict = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': (",
                                 scalarBytes(scalar) == 1 || code[0] == 'V' ? '|' : '<', code);
  for (size_t i = 0; i < shape.size(); ++i)
    dict += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  dict += shape.size() == 1 ? "," : "";
  dict += "), }";
  // Elements start at a multiple of 64; the dict ends with a line feed.
  constexpr size_t kPreamble = 10;
  dict.append(63 - (kPreamble + dict.size()) % 64, ' ').push_back('\n');
  std::string head(kMagic);
  head += {'\1', '\0', char(dict.size() & 0xff), char(dict.size() >> 8)};
  head += dict;

  File file(std::fopen(path.c_str(), "wb"), std::fclose);
  bool ok = file && std::fwrite(head.data(), 1, head.size(), file.get()) == head.size() &&
            std::fwrite(data.data(), 1, data.size(), file.get()) == data.size() &&
            std::fclose(file.release()) == 0;
  if (!ok)
    throw Failure{kRunFailed, fmt::format("cannot write `{}`: {}", path, std::strerror(errno))};
}

} // namespace hd::cli
