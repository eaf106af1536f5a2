// Where a kernel's hd.private objects live.
//
// Interleaved: every access goes through the object itself with one access size at most `granule`, so the
// lanes' copies are interleaved granule by granule and the lanes of an access at the same offset are
// consecutive. A pointer into such an object is represented by its byte offset in the object.
// Separate: the address escapes (stored, compared, merged, cast to another size); each lane has its own
// contiguous copy, and pointers are addresses.
#pragma once

#include "ir/hd/dialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"

namespace hd::cpu {

struct PrivateObject {
  ir::PrivateOp op;
  uint64_t size = 0; // bytes of one lane's copy, a multiple of `granule`
  uint64_t granule = 1;
  bool interleaved = false;
};

class PrivateMemory {
public:
  explicit PrivateMemory(mlir::func::FuncOp kernel);
  const llvm::MapVector<mlir::Operation *, PrivateObject> &objects() const { return objects_; }
  // The interleaved object that a pointer value points into, or null.
  const PrivateObject *interleavedRoot(mlir::Value pointer) const;

private:
  bool collect(mlir::Value pointer, uint64_t &granule, llvm::SmallVectorImpl<mlir::Value> &pointers);
  llvm::MapVector<mlir::Operation *, PrivateObject> objects_;
  llvm::DenseMap<mlir::Value, mlir::Operation *> roots_;
};

} // namespace hd::cpu
