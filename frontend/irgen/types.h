// Types of the language as types of the IR, and how records fall apart into scalars ("leaves").
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/irgen/record_layout.h"
#include "ir/hd/dialect.h"

namespace hd::irgen {

class Types {
public:
  explicit Types(mlir::MLIRContext &context) : context_(context) {}

  // Of a scalar as a value. Pointers are generic.
  mlir::Type value(ast::QualType type);
  // Of an object in memory.
  mlir::Type memory(ast::QualType type) { return convert(type.type, false); }
  // As `hd.type` wants it: integers si/ui, pointers of kernels global.
  mlir::Type metadata(ast::QualType type) { return convert(type.type, true); }
  ir::PointerType pointer(ast::QualType pointee, ir::AddressSpace space);

  // True for scalars and for records of such without unions and arrays: they can live in SSA values.
  bool splits(const ast::Type *type);
  // The scalars that a type with `splits` consists of, in order of their offsets.
  llvm::ArrayRef<ast::QualType> leaves(const ast::Type *type);
  // How a record is laid out in its struct type.
  const RecordLayout &layout(const ast::RecordDecl *record);
  // Index of a field's first leaf within its record.
  unsigned firstLeaf(const ast::RecordDecl *record, unsigned fieldIndex);

private:
  mlir::Type convert(const ast::Type *type, bool metadata);
  mlir::Type convertPointee(const ast::Type *pointee, bool metadata);
  mlir::Type convertRecord(const ast::RecordDecl *record, bool metadata);

  mlir::MLIRContext &context_;
  unsigned recordDepth_ = 0;
  llvm::DenseMap<const ast::RecordDecl *, mlir::Type> records_[2];
  std::map<const ast::RecordDecl *, RecordLayout> layouts_;
  llvm::DenseMap<const ast::Type *, bool> splits_;
  std::map<const ast::Type *, std::vector<ast::QualType>> leaves_;
};

} // namespace hd::irgen
