// The files of stdlib/math and stdlib/include, inside the binary.
#pragma once

#include <optional>
#include <string_view>

namespace hd::stdlib {

// The text of a math file (`exp.hd`) or of a header (`stdint.h`; empty for one that only the host needs, such
// as `stdio.h`); lives for ever.
std::optional<std::string_view> find(std::string_view path);

} // namespace hd::stdlib
