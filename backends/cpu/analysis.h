// Shapes of all values of a kernel, by a forward fixpoint over its structured control flow.
#pragma once

#include "backends/cpu/private_memory.h"
#include "backends/cpu/shape.h"
#include "ir/hd/thread_index.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hd::cpu {

// How threads become lanes.
enum class Mapping : uint8_t {
  Rows,  // threadIdx.y and z are not used: every row of threads is cut into warps, x is linear
  Tiles, // every vector lies within a row: x is linear, y and z the same within a vector
  Dense, // CUDA's numbering for warp operations when a row does not fill whole vectors
};

class Analysis {
public:
  Analysis(mlir::func::FuncOp kernel, const PrivateMemory &privates, Mapping mapping);
  Shape shapeOf(mlir::Value value) const { return shapes_.lookup(value); }
  const PrivateMemory &privates() const { return privates_; }
  // A condition that is likely to agree between lanes: a linear value against a uniform one (`i < n`).
  bool isCoherent(mlir::Value condition) const;
  // A linear value that is right as the base of an address but, where 32 bits wrap between two lanes, not as
  // `base + i * stride`: its lanes are had by computing the vector.
  bool wrapsBetweenLanes(mlir::Value value) const { return wrapping_.contains(value); }
  // A grid-stride loop whose iterations the whole block takes together; it counts as carrying a barrier.
  bool isInterchanged(mlir::Operation *op) const { return interchanged_.contains(op); }
  // A block barrier is inside the operation, or it is one; or a loop that waits for other warps.
  bool carriesBarrier(mlir::Operation *op) const { return barriers_.contains(op); }

private:
  void visitBlock(mlir::Block &block);
  void visit(mlir::Operation *op);
  void visitIf(mlir::scf::IfOp op);
  void visitWhile(mlir::scf::WhileOp op);
  void visitFor(mlir::scf::ForOp op);
  Shape transfer(mlir::Operation *op) const;
  Shape transferMul(mlir::Operation *op) const;
  Shape transferExtend(mlir::Operation *op) const;
  bool mayWrap(mlir::Value value, bool isSigned) const;
  void noteWrapping(mlir::Operation *op);
  Shape transferMemory(mlir::Operation *op) const;
  Shape pointwise(mlir::Operation *op) const;
  void raise(mlir::Value value, Shape shape);

  const PrivateMemory &privates_;
  Mapping mapping_;
  llvm::DenseMap<mlir::Value, Shape> shapes_;
  bool canInterchange(mlir::scf::WhileOp loop) const;
  llvm::DenseSet<mlir::Operation *> barriers_, interchanged_;
  llvm::DenseSet<mlir::Value> wrapping_;
  bool changed_ = false;
};

// The greatest value of an unsigned 32-bit integer that no lane exceeds, computed without wrapping; nothing
// when it cannot be told. Grids have at most 2^31 - 1 threads along x (the runtime sees to it).
std::optional<uint64_t> upperBound(mlir::Value value, unsigned depth = 8);

// `b mirrored(p) a` is `a p b`.
mlir::arith::CmpIPredicate mirrored(mlir::arith::CmpIPredicate predicate);

// The value of an integer constant, or nothing.
std::optional<int64_t> constantValue(mlir::Value value);

} // namespace hd::cpu
