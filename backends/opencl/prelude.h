// Functions that the generated code calls: what hd defines and OpenCL C leaves open or lacks. A module's
// source opens with those that it uses.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <set>
#include <string>

namespace hd::opencl {

class Prelude {
public:
  // Notes the use of a function of the table, and gives its name back.
  std::string use(llvm::StringRef name);
  // Doubles, or 64-bit atomics, somewhere in the module.
  void useDoubles() { doubles_ = true; }
  void useLongAtomics() { longAtomics_ = true; }
  // Pragmas, then the functions in the order of the table.
  std::string text() const;

private:
  std::set<std::string> used_;
  bool doubles_ = false, longAtomics_ = false;
};

struct PreludeFunction {
  const char *name;
  const char *needs; // names of others, separated by spaces
  const char *text;
};

} // namespace hd::opencl
