// Values and places of the language while a function is generated.
#pragma once

#include "frontend/ast/decl.h"

#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"

namespace hd::irgen {

// A scalar or a record as its leaves; or, for what does not split, memory that holds it and is read before
// anything writes there.
struct Rvalue {
  llvm::SmallVector<mlir::Value, 4> leaves;
  mlir::Value memory;

  Rvalue() = default;
  Rvalue(mlir::Value scalar) : leaves{scalar} {}
  mlir::Value scalar() const {
    assert(leaves.size() == 1);
    return leaves.front();
  }
};

// What an lvalue names: leaves of a variable in SSA from `leaf` on, or an object in memory.
struct Place {
  const ast::ValueDecl *variable = nullptr;
  unsigned leaf = 0;
  mlir::Value pointer; // set: memory
  ast::QualType type;
  // Set: a bit-field. `pointer` is then that of the record.
  const ast::FieldDecl *bitField = nullptr;
  const ast::RecordDecl *record = nullptr;
};

} // namespace hd::irgen
