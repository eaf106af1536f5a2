// Builtin functions of numbers, computed when compiling with the same bits as at run time.
#pragma once

#include "frontend/sema/builtins.h"
#include "frontend/sema/constant.h"

#include "llvm/ADT/ArrayRef.h"

namespace hd::sema {

// The arguments have the types of the parameters. Nothing for functions that do more than compute.
std::optional<Constant> foldBuiltin(const BuiltinFunction &function, llvm::ArrayRef<Constant> args);

} // namespace hd::sema
