// Files compressed with gzip, and files that are not.
#include "text.h"

#include <zlib.h>

namespace digits {

std::string read_text(const std::string &path, std::string &problem) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file)
    return problem = "cannot be opened", text;
  char buffer[1 << 16];
  int got = 0;
  while ((got = gzread(file, buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<size_t>(got));
  bool complete = gzclose(file) == Z_OK && got == 0;
  if (!complete)
    problem = "is damaged or cut short";
  return text;
}

} // namespace digits
