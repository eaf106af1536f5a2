#include "ir/hd/halfword.h"

using namespace mlir;

namespace hd::ir {

Halfword::Halfword(Build &build, Value pointer) {
  AddressSpace space = cast<PointerType>(pointer.getType()).getSpace();
  Value address = build.make<PointerToIntOp>(pointer);
  Value odd = build.bitAnd(build.shr(address, 1u), 1);
  Value first = build.make<OffsetOp>(pointer, build.negate(odd));
  word_ = build.make<PointerCastOp>(build.pointer(build.i32(), space), first);
  shift_ = build.shl(build.truncate(odd, build.i32()), 4u);
  others_ = build.invert(build.shl(build.int32(0xffff), shift_));
}

Value Halfword::in(Build &build, Value whole) const {
  return build.truncate(build.shr(whole, shift_), build.builder.getI16Type());
}

Value Halfword::put(Build &build, Value whole, Value half) const {
  return build.bitOr(build.bitAnd(whole, others_),
                     build.shl(build.extendUnsigned(half, build.i32()), shift_));
}

} // namespace hd::ir
