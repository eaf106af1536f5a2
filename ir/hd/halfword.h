// Sixteen bits as a part of the 32-bit word that they lie in, for atomics on them by atomics on the word.
#pragma once

#include "ir/hd/build.h"

namespace hd::ir {

class Halfword {
public:
  // Builds the place of what `pointer` points to.
  Halfword(Build &build, mlir::Value pointer);

  mlir::Value word() const { return word_; } // a pointer to it
  // The halfword, as i16, in what was found in the word.
  mlir::Value in(Build &build, mlir::Value whole) const;
  // `whole` with `half`, an i16, in its place.
  mlir::Value put(Build &build, mlir::Value whole, mlir::Value half) const;

private:
  mlir::Value word_, shift_, others_;
};

} // namespace hd::ir
