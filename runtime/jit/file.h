// Whole files in one go, without the start-up cost of streams.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hd::jit {

// At most 256 MiB. Nothing when it cannot be read; `reason` then says why, as far as it is given.
std::optional<std::string> readFile(const std::string &path, std::string *reason = nullptr);
bool writeFile(const std::string &path, std::string_view content, std::string &reason);

} // namespace hd::jit
