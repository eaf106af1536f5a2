// The module being generated: what functions share. Symbols of functions and globals, types, locations.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/diag/source_manager.h"
#include "frontend/irgen/types.h"
#include "frontend/sema/check.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <set>

namespace hd::irgen {

class ModuleGen {
public:
  ModuleGen(mlir::MLIRContext &context, const sema::Program &program, const diag::SourceManager &sources,
            diag::Engine &engine);

  mlir::OwningOpRef<mlir::ModuleOp> run();

  mlir::Location at(diag::Location location);
  mlir::Location at(const diag::Range &range) { return at(range.begin); }

  // The function's symbol in the IR, not yet with a body.
  mlir::func::FuncOp declare(const ast::FunctionDecl *function);
  // The hd.global of a variable that is no thread's own; made when first asked for.
  ir::GlobalOp global(const ast::VarDecl *var, llvm::StringRef function = "");
  // An hd.global in constant memory with these bytes.
  ir::GlobalOp constantTable(llvm::StringRef bytes, mlir::Type type, llvm::StringRef name, uint64_t alignment,
                             mlir::Location loc);

  mlir::MLIRContext &context;
  const diag::SourceManager &sources;
  diag::Engine &engine;
  Types types;
  mlir::OpBuilder builder;

private:
  void setKernelAttributes(mlir::func::FuncOp op, const ast::FunctionDecl *function);
  mlir::FunctionType functionType(const ast::FunctionDecl *function);
  std::string uniqueName(std::string name);
  ir::GlobalOp addGlobal(std::string name, ir::PointerType type, uint64_t alignment, mlir::Location loc);

  const sema::Program &program_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
  mlir::Operation *lastGlobal_ = nullptr;
  llvm::DenseMap<const ast::FunctionDecl *, mlir::func::FuncOp> functions_;
  std::vector<const ast::FunctionDecl *> declared_; // the same, in order
  llvm::DenseMap<const ast::VarDecl *, ir::GlobalOp> globals_;
  std::map<std::pair<std::string, const void *>, ir::GlobalOp> constants_; // by bytes and type
  std::set<std::string> names_;
  unsigned nextSuffix_ = 0;
};

} // namespace hd::irgen
