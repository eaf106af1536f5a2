// One function being generated. The members are grouped by the file that implements them; each lowers one
// kind of node. Exits (break, continue, return) become flags in the environment: see exits in stmt.cpp.
#pragma once

#include "frontend/irgen/assigned.h"
#include "frontend/irgen/effects.h"
#include "frontend/irgen/environment.h"
#include "frontend/irgen/exits.h"
#include "frontend/irgen/module_gen.h"
#include "frontend/irgen/rvalue.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/SaveAndRestore.h"

namespace hd::irgen {

using mlir::Location;
using mlir::Value;
using Values = llvm::SmallVector<Value, 4>;
using Branch = llvm::function_ref<Values()>;

constexpr unsigned kMaxNesting = 64; // of regions that the user did not write

// Statements that run one after the other: the rest of the enclosing blocks up to where they join.
struct Sequence {
  const ast::Stmt *stmt;
  const Sequence *next;
};

// The parts of a loop with its test before the body.
struct LoopParts {
  const ast::Stmt *loop;
  const ast::Expr *condition; // null: endless
  const ast::Stmt *body;
  const ast::Expr *increment;             // may be null
  llvm::SmallPtrSet<const void *, 2> own; // variables that nobody sees after the loop
  ast::UnrollHint unroll;
};

class FunctionGen {
public:
  FunctionGen(ModuleGen &module, const ast::FunctionDecl &function, mlir::func::FuncOp op);
  void run();

private:
  // --- function.cpp: parameters, results, private memory
  void genParams();
  void genKernelParam(const ast::ParamDecl *param, Value arg);
  Value makePrivate(ast::QualType type, unsigned alignment, Location loc, llvm::StringRef name = {});
  Value pointerTo(const ast::ValueDecl *decl, Location loc);

  // --- stmt.cpp
  const Sequence *sequence(const ast::Stmt *stmt, const Sequence *next);
  void genSequence(const Sequence *sequence);
  void genFlat(const Sequence *sequence);
  void genStmt(const ast::Stmt *stmt);
  void genIf(const ast::IfStmt *stmt, const Sequence *rest);
  unsigned linksOfGroup() const;
  bool isLongChain(const ast::IfStmt *stmt) const;
  void genChain(const ast::IfStmt *stmt);
  const ast::IfStmt *genLinks(const ast::IfStmt *stmt, const void *taken, unsigned count);
  void genReturn(const ast::ReturnStmt *stmt);
  void genDecl(const ast::VarDecl *var);

  // --- flags.cpp: exits as pseudo variables
  const void *newFlag();
  void activate(const void *flag);
  void activate(Exits exits);
  void raise(const void *flag, Location loc);
  Value noneRaised(llvm::ArrayRef<const void *> flags, Location loc); // null: none of them is active
  llvm::SmallVector<const void *, 3> flagsOf(Exits exits) const;

  // --- branch.cpp: joins
  Values genBranches(Location loc, Value condition, Branch thenBranch, Branch elseBranch);
  void branchStatements(Location loc, Value condition, llvm::function_ref<void()> thenBranch,
                        llvm::function_ref<void()> elseBranch);
  std::pair<Value, Value> unify(Value a, mlir::Block *blockA, Value b, mlir::Block *blockB, Location loc);
  Value castTo(Value value, mlir::Type type, Location loc);

  // --- loop.cpp
  void genWhile(const ast::WhileStmt *stmt);
  void genFor(const ast::ForStmt *stmt);
  void genDo(const ast::DoStmt *stmt);
  void genLoop(LoopParts &parts);
  void genIncrement(const LoopParts &parts, bool exitsEarly);
  void addReturned(AssignedSlots &assigned);
  void emitLoop(Location loc, AssignedSlots &assigned, const ast::UnrollHint &unroll, bool declaresBefore,
                llvm::function_ref<Value()> before, llvm::function_ref<void()> after);

  // --- loop_head.cpp: leading exits of a body as part of the loop's condition
  struct Head {
    llvm::SmallVector<const ast::Stmt *> before; // no exits in them
    const ast::IfStmt *exit;                     // leaves the loop when taken
  };
  bool takeHead(const Sequence *&body, bool guarded, Head &head);
  void declareEarly(const ast::Stmt *stmt);
  Value genHead(const Head &head, Value keep);
  Value genCheapHead(const Head &head, Value keep, Location loc);
  Value genKeepGoing(const LoopParts &parts, Value guard, llvm::ArrayRef<Head> heads);

  // --- switch.cpp
  struct Section {
    llvm::SmallVector<const ast::CaseStmt *> labels;
    llvm::SmallVector<const ast::Stmt *> body;
  };
  void genSwitch(const ast::SwitchStmt *stmt);
  void genSwitchChain(llvm::ArrayRef<Section> sections, llvm::ArrayRef<Value> matches, Location loc);
  void genFallThrough(llvm::ArrayRef<Section> sections, llvm::ArrayRef<Value> matches, Location loc);
  void genSection(const Section &section);

  // --- expr.cpp
  Value genScalar(const ast::Expr *expr);
  Rvalue genRvalue(const ast::Expr *expr);
  void genDiscarded(const ast::Expr *expr);
  Value genUnary(const ast::UnaryExpr *expr);
  Value genBinary(const ast::BinaryExpr *expr);
  Value genOneBinary(const ast::BinaryExpr *expr, Value lhs);
  Value genLogical(const ast::BinaryExpr *expr, Value lhs);
  Rvalue genConditional(const ast::ConditionalExpr *expr);

  // --- record.cpp
  Rvalue genRecord(const ast::Expr *expr);
  Rvalue genList(const ast::InitListExpr *list);
  Rvalue genPart(const ast::MemberExpr *expr);
  Rvalue genCall(const ast::CallExpr *expr);
  Rvalue genCallInto(const ast::CallExpr *expr, Value result);
  void genConstruct(const ast::ConstructExpr *expr, Value pointer);
  void genArgs(llvm::ArrayRef<ast::Expr *> args, Values &values);

  // --- vector.cpp: operators of vectors, lane by lane
  Rvalue genVectorBinary(const ast::BinaryExpr *expr);
  Value genVectorComparison(const ast::BinaryExpr *expr);
  Rvalue genVectorUnary(const ast::UnaryExpr *expr);
  Rvalue genVectorShuffle(const ast::CallExpr *expr);
  Rvalue genVectorAtomicAdd(const ast::CallExpr *expr);
  Rvalue combineLanes(ast::BinaryOp op, const Rvalue &lhs, const Rvalue &rhs, Location loc);

  // --- cast.cpp
  Value genCast(const ast::ImplicitCastExpr *expr);
  Value convert(Value value, ast::QualType from, ast::QualType to, Location loc);

  // --- arith.cpp: operators on values of one type
  Value genArithmetic(ast::BinaryOp op, Value lhs, Value rhs, ast::QualType type, Location loc);
  Value genFloat(ast::BinaryOp op, Value lhs, Value rhs, Location loc);
  Value genInteger(ast::BinaryOp op, Value lhs, Value rhs, bool isSigned, Location loc);
  Value genComparison(ast::BinaryOp op, Value lhs, Value rhs, ast::QualType type, Location loc);
  Value genShift(bool left, Value value, Value amount, bool isSigned, Location loc);
  Value negate(Value value, bool isSigned, Location loc);
  Value logicalNot(Value value, Location loc);
  Value logicalAnd(Value lhs, Value rhs, Location loc); // null operands are true
  mlir::arith::FastMathFlags fastMath() const;

  // --- pointer.cpp
  Value genPointerBinary(const ast::BinaryExpr *expr, Value lhs);
  Value offsetBy(Value pointer, Value index, bool negative, Location loc);
  Value addressBits(Value pointer, Location loc);
  Value decay(Value array, Location loc);
  Value toGeneric(Value pointer, Location loc);
  Value nullPointer(mlir::Type type, Location loc);

  // --- assign.cpp
  Place genAssign(const ast::AssignExpr *expr);
  Value combine(const ast::AssignExpr *expr, Value old, Value rhs);
  Place genStep(const ast::UnaryExpr *expr, Rvalue *old);
  Value step(Value value, ast::QualType type, bool increments, Location loc);

  // --- place.cpp
  Place genPlace(const ast::Expr *expr);
  Place genMember(const ast::MemberExpr *expr);
  Value address(const Place &place, Location loc);

  // --- memory.cpp
  Rvalue load(const Place &place, Location loc);
  void store(const Place &place, const Rvalue &value, Location loc);
  Value loadScalar(Value pointer, ast::QualType type, bool isVolatile, Location loc);
  void storeScalar(Value pointer, Value value, bool isVolatile, Location loc);
  void loadLeaves(Value pointer, ast::QualType type, bool isVolatile, Rvalue &out, Location loc);
  void storeLeaves(Value pointer, ast::QualType type, bool isVolatile, llvm::ArrayRef<Value> &leaves,
                   Location loc);
  Value fieldPointer(Value pointer, unsigned index, Location loc); // of an entry of the struct type
  Place fieldPlace(Value pointer, const ast::RecordDecl &record, const ast::FieldDecl &field,
                   ast::QualType type, Location loc);
  Value elementPointer(Value arrayPointer, uint64_t index, Location loc);
  Value readVariable(const ast::ValueDecl *decl, unsigned leaf, ast::QualType type, Location loc);
  Value builtinVariable(const ast::VarDecl *decl, unsigned leaf, Location loc);

  // --- bit_field.cpp
  Value resize(Value value, mlir::Type type, bool isSigned, Location loc);
  Value truncateToField(Value value, const ast::FieldDecl &field, Location loc);
  Value placeBits(Value value, const BitPart &part, mlir::Type wide, Location loc);
  Value loadBits(Value record, const ast::RecordDecl &decl, const ast::FieldDecl &field, bool isVolatile,
                 Location loc);
  void storeBits(Value record, const ast::RecordDecl &decl, const ast::FieldDecl &field, Value value,
                 bool isVolatile, Location loc);
  void storeAllBits(Value record, const ast::RecordDecl &decl, llvm::ArrayRef<Value> values, bool isVolatile,
                    Location loc);

  // --- init.cpp
  void genInit(Value pointer, ast::QualType type, const ast::Expr *init);
  bool genInPlace(Value pointer, const ast::Expr *init);
  void genArrayInit(Value pointer, const ast::ArrayType *array, const ast::InitListExpr *list, Location loc);
  void zeroFill(Value pointer, ast::QualType type, Location loc);
  void zeroElements(Value pointer, const ast::ArrayType *array, uint64_t first, Location loc);
  void eachElement(Value pointer, uint64_t first, uint64_t count, const ast::Expr *init,
                   llvm::function_ref<void(Value)> work);
  Rvalue zero(ast::QualType type, Location loc);
  bool initFromConstant(const ast::VarDecl *var);

  // --- builtin*.cpp
  Rvalue genBuiltin(const ast::CallExpr *expr);
  Value genMathBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Value genRound(Value value, Location loc);
  Value genClassify(const ast::CallExpr *expr, Value value, Location loc);
  Value genBitBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Value genFunnelShift(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Value joinWords(Value lo, Value hi, Location loc);
  Value genBytePerm(llvm::ArrayRef<Value> args, Location loc);
  Value genHalvingAdd(llvm::ArrayRef<Value> args, bool isSigned, bool roundUp, Location loc);
  Value genConversionBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Value narrowDirected(ast::BuiltinId id, Value value, Location loc);
  Value genBarrierBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Value genWarpBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Value genAtomicBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Rvalue genVectorAtomic(const ast::CallExpr *expr, Location loc);
  Value genOrderedBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc);
  Value genOrderedModify(const ast::CallExpr *expr, ir::Scope scope, llvm::ArrayRef<Value> args,
                         Location loc);
  Value genDotBuiltin(const ast::CallExpr *expr, Location loc);
  Values genParts(const ast::Expr *operand, unsigned bits, bool isSigned, Location loc);
  Value genHostBuiltin(const ast::CallExpr *expr, Location loc);
  Value genPrintf(const ast::CallExpr *expr, Location loc);
  Rvalue genCacheAccess(const ast::CallExpr *expr, Location loc);
  Value bitPattern(Value floating, Location loc);
  Value isNonZero(Value value, Location loc);

  // --- small ones
  Location at(const ast::Expr *expr) { return module_.at(expr->range); }
  Value constant(int64_t value, mlir::Type type, Location loc);
  Value constantFloat(double value, mlir::Type type, Location loc);
  Value boolean(bool value, Location loc) { return constant(value, builder_.getI1Type(), loc); }

  ModuleGen &module_;
  Types &types_;
  const ast::FunctionDecl &function_;
  mlir::func::FuncOp op_;
  mlir::OpBuilder builder_;
  Environment environment_;
  ExitAnalysis exits_;
  llvm::DenseMap<const ast::ValueDecl *, Value> memory_; // of variables that live there
  llvm::SpecificBumpPtrAllocator<Sequence> sequences_;
  unsigned nesting_ = 0; // of sequences
  std::deque<char> flags_;
  const void *breakFlag_ = nullptr;    // of the innermost loop or switch
  const void *continueFlag_ = nullptr; // of the innermost loop
  const void *returnFlag_ = nullptr;
  Value resultMemory_; // where a result that does not split goes
};

} // namespace hd::irgen
