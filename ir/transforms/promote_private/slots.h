// Which private memory can become values: the accesses of an allocation, sorted into slots.
#pragma once

#include "ir/hd/dialect.h"
#include "llvm/ADT/SetVector.h"

namespace hd::ir {

// A scalar in private memory that every access reads or writes as a whole.
struct Slot {
  PrivateOp allocation;
  mlir::Type type;
};

// What promotion needs to know of a function.
struct Slots {
  llvm::SmallVector<Slot> slots;
  llvm::DenseMap<mlir::Operation *, unsigned> accesses; // loads and stores -> index of their slot
  // Region operations -> slots that they store to; every one around an access has an entry.
  llvm::DenseMap<mlir::Operation *, llvm::SetVector<unsigned>> storedIn;
  llvm::SmallVector<mlir::Operation *> dead; // allocations and addresses, users after definitions
};

// The field of a union whose scalars are all of its bytes: what a copy of it has to copy. Nothing for other
// records and for unions without one.
std::optional<unsigned> wholeField(StructType record);

// All scalars of a type in memory as (byte offset, type), of a union those of its whole field. False when
// there are more than 64 of them.
bool scalarsOf(mlir::Type type, uint64_t offset,
               llvm::SmallVectorImpl<std::pair<uint64_t, mlir::Type>> &scalars);

// What keeps an allocation that could be promoted from being so at once: copies that must become loads and
// stores of scalars, and choices among its and other addresses. Nothing for what must stay memory.
struct Obstacles {
  llvm::SmallVector<CopyOp> copies;
  llvm::SetVector<mlir::arith::SelectOp> choices;
  bool isPromotable = false; // without them
};
Obstacles obstaclesOf(PrivateOp allocation);

// Adds the slots of an allocation. False, and no change, if it must stay memory.
bool addSlots(PrivateOp allocation, Slots &slots);

// A load, store or copy of a scalar at a constant place.
struct Access {
  mlir::Operation *op;
  uint64_t offset; // bytes
  mlir::Type type;
};
// All accesses to an allocation that nothing but their sizes may keep memory; else none.
llvm::SmallVector<Access> accessesOf(PrivateOp allocation);

// Whether a value stored as `from` can be read as `to`.
bool isSameBits(mlir::Type from, mlir::Type to);

} // namespace hd::ir
