// For builds without zlib: the file must have been unpacked.
#include "text.h"

#include <fstream>
#include <iterator>

namespace digits {

std::string read_text(const std::string &path, std::string &problem) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open())
    problem = "cannot be opened";
  else if (text.starts_with("\x1f\x8b"))
    problem = "is compressed, which this build cannot read; unpack it with gunzip";
  return text;
}

} // namespace digits
