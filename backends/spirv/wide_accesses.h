// Loads and stores of all fields of a vector type (a struct of equal scalars, aligned as a whole, in device
// memory) that can be one access: drivers do not join what they know to be aligned to one scalar only.
#pragma once

#include "backends/spirv/pointer_groups.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace hd::spirv {

struct WideAccess {
  mlir::Value pointer;                        // to the struct
  llvm::SmallVector<mlir::Operation *> parts; // by field, all loads or all stores
};

class WideAccesses {
public:
  WideAccesses(mlir::func::FuncOp kernel, const PointerGroups &groups);

  // The access that takes the place of this operation: of the first of its loads, the last of its stores.
  const WideAccess *at(mlir::Operation *op) const {
    auto found = at_.find(op);
    return found == at_.end() ? nullptr : &found->second;
  }
  // Whether the operation is done by another's access.
  bool isDone(mlir::Operation *op) const { return parts_.contains(op) && !at_.contains(op); }

private:
  using Open = llvm::SmallVector<WideAccess, 4>; // in order of their first parts
  void visit(mlir::Block &block, const PointerGroups &groups);
  void add(mlir::Operation *op, mlir::Value pointer, Open &open, bool isStore);
  void close(Open &open, bool areStores);

  llvm::DenseMap<mlir::Operation *, WideAccess> at_;
  llvm::DenseSet<mlir::Operation *> parts_;
};

} // namespace hd::spirv
