// "Did you mean" for names on the command line.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hd::cli {

// `; did you mean `x`?` for the closest candidate, or nothing when none is close.
std::string suggestion(std::string_view name, std::span<const std::string> candidates);

} // namespace hd::cli
