// What the checker found, for people and for programs.
#pragma once

#include "heddle/check.h"

#include <string>
#include <string_view>
#include <vector>

namespace hd::cli {

// As diagnostics of the compiler: the place, the message, the line of the source with a caret, notes.
std::string findingsAsText(const std::vector<Finding> &findings);

// One JSON array, behind what is in the array `compiler`; an object has file, line, column, severity, id,
// message, kernel, count, notes.
std::string findingsAsJson(const std::vector<Finding> &findings, std::string_view compiler);

} // namespace hd::cli
