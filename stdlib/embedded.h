// The files of stdlib/math and stdlib/include, inside the binary.
#pragma once

#include <optional>
#include <string_view>

namespace hd::stdlib {

// The text of `exp.hd` (of stdlib/math) or `stdint.h` (of stdlib/include); lives for ever.
std::optional<std::string_view> find(std::string_view path);

} // namespace hd::stdlib
