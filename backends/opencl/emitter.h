// One kernel as OpenCL C. The members are split by family of operations over the files of this folder:
// arithmetic, math, pointers, memory, atomics, control; kernel.cpp drives.
#pragma once

#include "backends/opencl/expression.h"
#include "backends/opencl/inlining.h"
#include "backends/opencl/prelude.h"
#include "backends/opencl/spaces.h"
#include "backends/opencl/types.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>

namespace hd::opencl {

class Emitter {
public:
  Emitter(mlir::func::FuncOp kernel, Spaces spaces, Types &types, Prelude &prelude);
  // The kernel's text.
  llvm::Expected<std::string> run();

private:
  struct Name {
    std::string text;
    Sign sign = Sign::None;
  };

  // kernel.cpp
  void declareArguments(std::vector<std::string> &parameters);
  void declareArgument(unsigned index, std::vector<std::string> &parameters);
  void declareIdentities();
  void declarePrivates();
  void declareShared();
  void fail(mlir::Operation *op, const std::string &message);

  // values.cpp: names and statements
  std::string uniqueName(const std::string &hint);
  std::string nameFor(mlir::Value value);
  std::string typeOf(mlir::Value value, Sign sign);
  std::string declaration(mlir::Value value, Sign sign, const std::string &name);
  Sign preferredSign(mlir::Value value, Sign otherwise = Sign::Signed);
  void setName(mlir::Value value, const std::string &text, Sign sign);
  void line(const std::string &text);
  // `const T name = expr;`
  void define(mlir::Value value, const Expr &expr);
  // The value as an expression: its name, or its text.
  Expr get(mlir::Value value);
  // Converted to what a variable of that sign, or memory of its type, takes.
  std::string assigned(mlir::Value value);
  Expr build(mlir::Operation *op);
  void emitOp(mlir::Operation *op);
  void emitOps(mlir::Block &block);

  // arithmetic.cpp, math.cpp
  Expr buildArithmetic(mlir::Operation *op);
  Expr buildMath(mlir::Operation *op);
  Expr wrapping(mlir::Operation *op, llvm::StringRef symbol, Level level);
  Expr bitwise(mlir::Operation *op, llvm::StringRef symbol, llvm::StringRef logical, Level level,
               Level logicalLevel);
  Expr shift(mlir::Operation *op);
  Expr division(mlir::Operation *op);
  Expr compare(mlir::arith::CmpIOp op, mlir::arith::CmpIPredicate predicate);
  Expr compare(mlir::arith::CmpFOp op);
  Expr select(mlir::arith::SelectOp op);
  Expr extend(mlir::Operation *op);
  Expr convert(mlir::Operation *op);
  Expr reinterpret(mlir::arith::BitcastOp op);
  Expr minMax(mlir::Operation *op);
  Expr floats(mlir::Operation *op, llvm::StringRef symbol, Level level);
  Expr call(llvm::StringRef function, llvm::ArrayRef<std::string> arguments, Sign sign = Sign::None);
  std::string helper(llvm::StringRef stem, mlir::Type type);
  std::string exact(mlir::Value value, Sign sign, Level least = Level::Conditional);
  void emitMulExtended(mlir::Operation *op);

  // pointers.cpp
  Expr buildPointer(mlir::Operation *op);
  Expr pointer(mlir::Value value);
  // What the pointer points to, as C names it: `x[i].y`.
  Expr place(mlir::Value pointer);
  Expr offsetPlace(ir::OffsetOp op);
  Expr fieldPlace(ir::FieldOp op);
  std::string index(mlir::Value value, Level least);
  std::string pointerType(mlir::Value value);

  // memory.cpp, atomics.cpp
  Expr buildLoad(ir::LoadOp op);
  void emitStore(ir::StoreOp op);
  void emitCopy(ir::CopyOp op);
  bool emitSynchronisation(mlir::Operation *op);
  std::string accessed(mlir::Value pointer, bool isVolatile);
  void emitAtomicRmw(ir::AtomicRmwOp op);
  void emitAtomicCas(ir::AtomicCasOp op);
  std::string atomicPointer(mlir::Value pointer, llvm::StringRef type);
  void finishAtomic(mlir::Value result, const Expr &expr);

  // control.cpp
  void emitIf(mlir::scf::IfOp op);
  Expr negation(mlir::Value condition);
  bool emitAsExpression(mlir::scf::IfOp op);
  void emitWhile(mlir::scf::WhileOp op);
  void emitFor(mlir::scf::ForOp op);
  void emitSwitch(mlir::scf::IndexSwitchOp op);
  std::string nested(llvm::function_ref<void()> emit);
  void declareResults(mlir::Operation *op);
  void assignResults(mlir::Operation *op, mlir::Block &block);
  void declareCarried(mlir::ValueRange arguments, mlir::ValueRange inits);
  void assignCarried(mlir::ValueRange arguments, mlir::ValueRange next);
  void alias(mlir::Value name, mlir::Value value);
  bool mentions(mlir::Value value, mlir::Value carried);

  mlir::func::FuncOp kernel_;
  Spaces spaces_;
  Types &types_;
  Prelude &prelude_;
  Inlining inlining_;
  llvm::DenseMap<mlir::Value, Name> names_;
  llvm::DenseMap<mlir::Value, std::string> objects_; // private memory and struct parameters: the C variable
  std::map<std::string, std::string> sharedNames_;   // hd.global -> C variable
  std::map<std::string, Name> identities_;           // `get_local_id(0)` -> C variable
  llvm::StringSet<> used_;
  std::string body_;
  unsigned depth_ = 1;
  std::string error_;
};

} // namespace hd::opencl
