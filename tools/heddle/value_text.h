// Values as text on the command line and in the output: scalars, and structs as `{1,{2.5,3}}`.
#pragma once

#include "runtime/abi/module.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace hd::cli {

// Writes the bytes of a value of `type` to `into`. `what` names it in messages: "parameter `a`".
// A Failure when the text is no value of the type or out of its range.
void parseValue(std::string_view text, const abi::TypeRecord &type, std::byte *into, const std::string &what);
void parseScalar(std::string_view text, abi::Scalar scalar, std::byte *into, const std::string &what);

// Shortest text that reads back as the same value.
std::string formatScalar(const std::byte *value, abi::Scalar scalar);

} // namespace hd::cli
