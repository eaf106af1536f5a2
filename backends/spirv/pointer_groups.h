// Which memory each pointer of a kernel points into.
//
// SPIR-V's logical storage (shared, private) has no addresses, so a pointer there is a byte offset into a
// variable that is known when compiling. Pointers that may be the same one (select, if, loops, memory) form a
// group; a group of shared or private pointers has one variable with all objects that they may point into.
// Pointers into device memory are 64-bit addresses and need no group.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"

#include <optional>

namespace hd::spirv {

enum class Memory : uint8_t { Global, Shared, Private };

struct PointerGroup {
  Memory memory = Memory::Global;
  // By the hd.private or the shared hd.global: bytes from the variable's start.
  llvm::MapVector<mlir::Operation *, uint64_t> objects;
  uint64_t bytes = 0;              // of all objects
  bool holdsDynamicShared = false; // after the objects, at `bytes`
  bool isCompared = false;         // with null, so no object is at offset 0
  // The array that the variable is: elements of one type, or of integers when the accesses differ.
  uint64_t elementBytes = 4;
  mlir::Type elementType; // null: an integer of elementBytes
  bool hasAtomics = false;
};

class PointerGroups {
public:
  explicit PointerGroups(mlir::func::FuncOp kernel);

  Memory memoryOf(mlir::Value pointer) const;
  const PointerGroup &groupOf(mlir::Value pointer) const; // of a pointer that is not Global
  llvm::ArrayRef<PointerGroup> groups() const { return groups_; }
  unsigned indexOf(mlir::Value pointer) const; // of groupOf(pointer) in groups()
  // The null pointer, which is in no group of its own.
  static bool isNull(mlir::Value pointer);
  // What the target cannot do, and where.
  struct Problem {
    mlir::Operation *op;
    std::string what;
  };
  const std::optional<Problem> &problem() const { return problem_; }

private:
  using Node = unsigned;
  Node add();
  Node find(Node node) const;
  Node nodeOf(mlir::Value pointer);
  Node contentOf(Node node);
  void unite(Node a, Node b);
  void unite(mlir::Value a, mlir::Value b);
  void visit(mlir::Operation *op);
  void visitFlow(mlir::Operation *op);
  void makeGroups(mlir::func::FuncOp kernel);
  void place(mlir::Operation *object, Node node, Memory memory, uint64_t bytes, uint64_t alignment);
  void chooseElements(mlir::func::FuncOp kernel);

  static constexpr Node kGlobal = 0, kNone = ~0u;
  mutable std::vector<Node> parents_;
  std::vector<Node> contents_;
  llvm::DenseMap<mlir::Value, Node> nodes_;
  llvm::MapVector<mlir::Operation *, Node> objects_; // hd.private and shared hd.global
  Node dynamicShared_ = kNone;
  llvm::DenseSet<mlir::Value> compared_;
  std::vector<PointerGroup> groups_;
  llvm::DenseMap<Node, unsigned> groupOfNode_;
  std::optional<Problem> problem_;
};

} // namespace hd::spirv
