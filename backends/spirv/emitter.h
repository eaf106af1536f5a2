// One kernel, or one of the functions in exact.h, as SPIR-V words. One thread's program: values become ids,
// structured control flow becomes SPIR-V's. The files of this folder hold one family of operations each.
#pragma once

#include "backends/spirv/barrier_memory.h"
#include "backends/spirv/module_builder.h"
#include "backends/spirv/pointer_groups.h"
#include "backends/spirv/wide_accesses.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <functional>
#include <set>
#include <string>

namespace hd::spirv {

// Numbers of the specialisation constants that the driver sets.
enum SpecConstant : unsigned {
  kBlockX = 0,
  kBlockY = 1,
  kBlockZ = 2,
  kDynamicSharedBytes = 3, // a multiple of 16
  kFusedFma = 10,          // bool: GLSL's Fma rounds once
  kExactDivide = 11,       // bool: OpFDiv and Sqrt are correctly rounded
  kCutsLoops = 12,         // bool: the driver ends loops after some number of rounds
  kSubgroupSize = 13,      // of which the launch's warps are parts; 0: they may be split
  kSumsFloat32 = 14,       // bool: the device's atomic sums of floats in its memory are exact, denormals too
  kSumsFloat64 = 15,       // bool: and of doubles
};

// Members of the push constants.
enum PushConstant : uint32_t { kParameters = 0, kGrid = 1, kZero = 4, kCutLoops = 7 };

// What all functions of a module share.
struct ModuleState {
  ModuleBuilder builder;
  bool debugLines = false;
  std::map<uint32_t, Id> builtinVariables; // by BuiltIn
  Id pushConstants = 0;
  // The function that computes `name` (`fma`, `divide`, `sqrt`) exactly for the width; made at the first
  // call.
  std::function<Id(llvm::StringRef name, unsigned bits)> exactFunction;
};

class Emitter {
public:
  Emitter(ModuleState &state, mlir::func::FuncOp function);

  // Appends the kernel as an entry point, or an exact function that returns its result.
  void emitKernel(llvm::StringRef symbol);
  Id emitExactFunction(llvm::StringRef symbol);

  const std::string &error() const { return error_; }
  const std::set<std::string> &features() const { return features_; }
  uint64_t sharedBytes() const { return sharedBytes_; }

private:
  // --- values.cpp: types, constants, instructions
  Id intType(unsigned bits);
  Id floatType(unsigned bits);
  Id typeOf(mlir::Type type); // not of pointers
  Id typeOf(mlir::Value value);
  Id memoryTypeOf(mlir::Type type);
  Id zeroOf(mlir::Type type);
  Id get(mlir::Value value);
  // `value` where it becomes `target`, which says what a null pointer looks like.
  Id getAs(mlir::Value value, mlir::Value target);
  void set(mlir::Value value, Id id) { values_[value] = id; }
  Id u32(uint64_t value) { return builder_.integer(32, value); }
  Id emit(Op op, Id type, Operands operands);
  void emitVoid(Op op, Operands operands) { append(body_, op, operands); }
  Id emitGlsl(uint32_t number, Id type, Operands operands);
  Id exact(Id id); // marks float arithmetic that must stay as it is
  Id select(Id condition, Id a, Id b, Id type) { return emit(Op::OpSelect, type, {condition, a, b}); }
  Id compare(Op op, Id a, Id b) { return emit(op, builder_.boolType(), {a, b}); }
  Id convertInt(Id value, unsigned from, unsigned to, bool isSigned = false);
  Id bitcast(Id value, Id type) { return emit(Op::OpBitcast, type, {value}); }
  Id scopeOf(ir::Scope scope);
  void fail(mlir::Operation *op, const llvm::Twine &what);
  void unsupported(mlir::Operation *op, const llvm::Twine &what);
  void locate(mlir::Operation *op);

  // --- control.cpp
  void emitBlock(mlir::Block &block);
  void emitOp(mlir::Operation *op);
  void emitIf(mlir::scf::IfOp op);
  void emitWhile(mlir::scf::WhileOp op);
  void emitFor(mlir::scf::ForOp op);
  uint32_t loopControl(mlir::Operation *loop);
  void startBlock(Id label);
  void branch(Id label) { emitVoid(Op::OpBranch, {label}); }
  void branch(Id condition, Id yes, Id no) { emitVoid(Op::OpBranchConditional, {condition, yes, no}); }
  // A phi whose second value is not known yet, and the place of that value.
  struct Phi {
    Id id;
    size_t place;
  };
  Phi loopPhi(Id type, Id first, Id from, Id continueLabel);
  void complete(const Phi &phi, Id value) { body_[phi.place] = value; }
  void emitOnce(Id condition, llvm::function_ref<void()> body);
  void emitTimes(uint64_t count, llvm::function_ref<void(Id index)> body);
  void reportCutLoops();

  // --- kernel.cpp
  void readParameters();
  Id pushConstant(uint32_t member);
  Id gridDimension(ir::Dimension dimension);
  Id hiddenZero(unsigned bits);
  void inPrologue(llvm::function_ref<void()> body);
  Id identity(BuiltIn which, ir::Dimension dimension);
  Id deviceHas(ir::DeviceProperty property);
  Id linearThread();
  Id groupVariable(unsigned group);
  void useVariable(Id variable);
  void addFunction(Id function, Id result, Operands parameterTypes, Operands parameters);
  Id blockDimension(ir::Dimension dimension);

  // --- arithmetic.cpp, conversions.cpp, math.cpp
  bool emitArithmetic(mlir::Operation *op);
  bool emitBooleans(mlir::Operation *op);
  bool emitConversion(mlir::Operation *op);
  bool emitMath(mlir::Operation *op);
  void emitConstant(mlir::arith::ConstantOp op);
  void emitDivision(mlir::Operation *op, bool isSigned, bool remainder);
  void emitFloatBinary(mlir::Operation *op, Op opcode);
  void emitMulExtended(mlir::Operation *op, bool isSigned);
  Id compareInts(mlir::arith::CmpIPredicate predicate, Id a, Id b);
  Id compareFloats(mlir::arith::CmpFPredicate predicate, Id a, Id b);
  Id hide(Id value, unsigned bits);
  // f16 and bf16 are kept as their bits; legalize-small-floats leaves no arithmetic on them.
  static bool isBits(mlir::Type type) { return type.isF16() || type.isBF16(); }
  Id emitRounded(llvm::StringRef name, unsigned bits, Operands operands);
  void emitSign(mlir::Operation *op);

  // --- pointers.cpp, memory.cpp, atomics.cpp, synchronization.cpp
  bool emitPointer(mlir::Operation *op);
  bool emitMemory(mlir::Operation *op);
  bool emitAtomic(mlir::Operation *op);
  bool emitSynchronization(mlir::Operation *op);
  unsigned pointerBits(mlir::Value pointer) const {
    return groups_.memoryOf(pointer) == Memory::Global ? 64 : 32;
  }
  void addBytes(mlir::Value from, mlir::Value to, uint64_t bytes);
  Id devicePointer(Id address, Id type);
  Id loadDevice(Id address, Id type, uint64_t alignment, uint32_t access);
  Id elementType(const PointerGroup &group);
  Id elementIndex(const PointerGroup &group, Id offset);
  Id elementPointer(unsigned group, Id index);
  // What lies at an offset of a group's variable: an integer, or a float in a group of floats.
  Id loadBits(unsigned group, Id offset, uint64_t bytes, uint32_t access);
  void storeBits(unsigned group, Id offset, Id value, uint64_t bytes, uint32_t access);
  void storePart(unsigned group, Id offset, Id value, uint64_t bytes, uint32_t access);
  // `loaded`: the pointer of a load that is not volatile.
  uint32_t accessOf(Memory memory, bool isVolatile, mlir::Value loaded) const;
  Id toMemory(mlir::Value value, mlir::Value pointer);
  Id fromMemory(Id loaded, mlir::Value result, bool areBits);
  void emitOffset(ir::OffsetOp op);
  void emitPointerToInt(ir::PointerToIntOp op);
  void emitWide(const WideAccess &access);
  void emitLoad(ir::LoadOp op);
  void emitStore(ir::StoreOp op);
  void emitCopy(ir::CopyOp op);
  Id atomicPointer(mlir::Operation *op, mlir::Value pointer, mlir::Type type);
  Id atomicScope(mlir::Value pointer, ir::Scope scope);
  Id atomicLoop(Id pointer, Id scope, Id type, llvm::function_ref<Id(Id old)> next);
  Id atomicSum(ir::AtomicRmwOp op, Id scope, llvm::function_ref<Id()> byLoop);
  void needInt64Atomics();
  void emitAtomicRmw(ir::AtomicRmwOp op);
  void emitAtomicCas(ir::AtomicCasOp op);
  void controlBarrier(Id scope, bool ordersDevice);
  void emitBarrierReduce(ir::BarrierReduceOp op);

  // --- warp.cpp
  bool emitWarp(mlir::Operation *op);
  Id subgroupSize();
  Id firstLane();
  void emitShuffle(ir::ShuffleOp op);
  void emitBallot(ir::BallotOp op);

  ModuleState &state_;
  ModuleBuilder &builder_;
  mlir::func::FuncOp function_;
  const bool isExactFunction_;
  PointerGroups groups_;
  WideAccesses wide_;
  BarrierMemory barriers_;
  llvm::DenseMap<mlir::Value, Id> values_;
  std::vector<Id> groupVariables_;     // by group
  std::map<unsigned, Id> hiddenZeros_; // by width
  Id gridSize_[3] = {};
  Id reduceVariable_ = 0;                                // of barrier_reduce
  std::vector<Id> interface_;                            // module-scope variables that the function uses
  std::map<std::pair<uint32_t, uint32_t>, Id> builtins_; // loaded values by BuiltIn and axis
  Words variables_, prologue_, body_;                    // of the function, in this order
  Id entry_ = 0, label_ = 0;                             // of the first and the current block
  std::set<std::string> features_;
  uint64_t sharedBytes_ = 0;
  std::pair<llvm::StringRef, unsigned> line_;
  std::string error_;
};

} // namespace hd::spirv
