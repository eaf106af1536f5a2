// The text of the data file. One of two sources is built: gzip_text.cpp where zlib is at hand, else
// plain_text.cpp.
#pragma once

#include <string>

namespace digits {

// `problem` says what is wrong with the file, if something is.
std::string read_text(const std::string &path, std::string &problem);

} // namespace digits
