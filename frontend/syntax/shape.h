// What a declaration of a file, namespace or class is, seen from its brackets and a few words: enough to find
// its end and to tell the host's part from the device's.
#pragma once

#include "frontend/syntax/terminal.h"

namespace hd::syntax {

struct Shape {
  size_t first = 0, last = 0; // its tokens
  size_t head = 0;            // behind `template <...>`
  // Indices, 0 when absent: of a function its name, the `(` of its parameters, the `{` of its body; of a
  // class or enumeration that is defined the `{`.
  size_t name = 0, params = 0, body = 0, recordBody = 0;
  bool isTemplate = false, isInstantiation = false, isDevice = false, isConstexpr = false;
  bool isTypedef = false, isFriend = false, isDefaulted = false, isEnum = false, isQualified = false;

  bool isFunction() const { return params != 0 && !isTypedef; }
};

// `match` is matchBrackets(terminals). The declaration ends at `limit` at the latest.
Shape shapeOf(const Terminals &terminals, const std::vector<uint32_t> &match, size_t first, size_t limit);

bool isDeviceAttribute(Tok token);

// One past the `>` that closes the `<` at `less`; `less` itself when there is none.
size_t afterAngles(const Terminals &terminals, const std::vector<uint32_t> &match, size_t less, size_t limit);

} // namespace hd::syntax
