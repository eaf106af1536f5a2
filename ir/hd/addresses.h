// Addresses: pointers that hd.field, hd.decay, hd.offset and hd.pointer_cast compute from other pointers.
#pragma once

#include "ir/hd/dialect.h"

#include <optional>

namespace hd::ir {

// Whether it is one of the four operations.
bool isAddress(mlir::Operation *op);

// The pointer that an address is computed from in the end; the pointer itself when it is no address.
mlir::Value rootOf(mlir::Value pointer);

// Whether two roots, of which neither is computed from the other, are known to have memory of their own: one
// is a parameter with `__restrict__`.
bool areApart(mlir::Value root, mlir::Value other);

// Whether nothing is written through what is computed from a pointer, for all that its uses say: an address
// that is kept, chosen or made an integer and a pointer again may be written through.
bool isOnlyRead(mlir::Value pointer);

// The value of an integer that a few operations compute from constants.
std::optional<int64_t> constantOf(mlir::Value integer);

// The byte distance that an address operation adds, if it is a constant.
std::optional<int64_t> distanceOf(mlir::Operation *address);

// How far an address is from its root, in bytes: `constant` and the sum of index * size.
struct Distance {
  int64_t constant = 0;
  llvm::SmallVector<std::pair<mlir::Value, int64_t>> terms;
};
Distance distanceFromRoot(mlir::Value pointer);

mlir::Value fieldAddress(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value base, unsigned field);
mlir::Value elementAddress(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value base, int64_t index);

// The same address from another base, in the address space of that.
mlir::Value addressWith(mlir::OpBuilder &builder, mlir::Operation *address, mlir::Value base);

// Erases what is computed from a pointer that has no other uses than unused addresses.
void eraseAddresses(mlir::Value pointer);

} // namespace hd::ir
