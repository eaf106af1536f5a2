// Several ELF objects as one, as `ld -r` makes it, for objects of LLVM's x86-64 backend.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace hd::cpu {

using ObjectBytes = llvm::SmallVector<char, 0>;

// One more name for a function that one of the objects defines.
struct Alias {
  std::string name, of;
};

// Sections of one name and kind become one, in the order of the objects; global symbols are resolved by name.
// One object without aliases comes back as it is.
llvm::Expected<ObjectBytes> mergeObjects(std::vector<ObjectBytes> objects, llvm::ArrayRef<Alias> aliases);

} // namespace hd::cpu
