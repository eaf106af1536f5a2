// Names of kernels and globals, and the symbols that they have in images: what compilers write and drivers
// look up. A name is as users write it, `reduce<float, 256>` or `N::table`; a symbol is an identifier of C.
#pragma once

#include <string>
#include <string_view>

namespace hd::abi {

// The name itself if it is an identifier; else its letters and digits, and a hash that tells names apart.
std::string identifierOf(std::string_view name);

std::string kernelSymbol(std::string_view name); // hd_kernel_...
std::string globalSymbol(std::string_view name); // hd_global_...

// Whether two names differ in blanks that say nothing only: `f<int,4>` and `f<int, 4>`.
bool isSameName(std::string_view a, std::string_view b);

} // namespace hd::abi
