// An ELF object that holds a module file's bytes, for programs that link their kernels.
#pragma once

#include "llvm/Support/Error.h"

#include <string>
#include <string_view>

namespace hd::jit {

// Symbols: `heddle_module_NAME` (the bytes, 16-byte aligned, read only) and `heddle_module_NAME_size` (u64).
// For this machine.
llvm::Expected<std::string> writeObject(std::string_view bytes, const std::string &name);

// The name as it can stand in a C identifier: other characters become `_`.
std::string identifierOf(std::string_view name);

} // namespace hd::jit
