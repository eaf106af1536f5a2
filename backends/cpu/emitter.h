// Turns one kernel into one LLVM function that runs blocks, a warp of 32 threads at a time as 32 / W vectors.
//
// Barriers cut a kernel into segments. Each segment is a loop over the block's warps; what lies around
// segments (`if` and loops that contain a barrier) runs once for the block, with a stored mask for each warp
// when the condition differs between threads. A value that one segment makes and another needs is
//   - computed again at block level when it is the same for the whole block and pure,
//   - computed again in each segment when it is cheap (thread indices and what follows from them),
//   - else kept in a slot of the worker's scratch memory, one for each warp.
// Within a segment every divergent branch narrows the mask; code under a mask is entered only when some lane
// is active. The start of a segment and a coherent `if` at full mask have a clone for the case that all
// lanes take part, in which no memory access needs a mask. Small segments have a loop before theirs, without
// tests, over the warps for which that is known beforehand (thread_ranges.cpp).
#pragma once

#include "backends/cpu/analysis.h"
#include "backends/cpu/target.h"
#include "backends/layout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

#include <deque>
#include <functional>

namespace hd::cpu {

inline constexpr unsigned kWarpSize = 32;
// See grouped_blocks.cpp: blocks of a group, and what a warp may need of scratch memory to be in one, at
// most.
inline constexpr unsigned kGroupedBlocks = 64;
inline constexpr uint64_t kGroupedBytes = 4096;

using Parts = llvm::SmallVector<llvm::Value *, 8>;

// A value during emission; its Shape comes from the analysis. Uniform: one scalar. Linear: the base of each
// part. Varying: a vector for each part; a varying pointer may instead be `base + parts * scale` bytes, with
// a scalar base, the form that gathers want.
struct Lanes {
  Parts parts;
  llvm::Value *base = nullptr;
  uint64_t scale = 1;
};

// The active lanes; `all` needs no parts.
struct Mask {
  bool all = true;
  Parts parts;
};

// Memory that keeps a value between segments.
struct Slot {
  enum class Kind : uint8_t { Block, Warp };
  Kind kind = Kind::Warp;
  llvm::AllocaInst *scalar = nullptr; // Block
  uint64_t offset = 0;                // Warp: bytes into the warp's part of the scratch memory
  bool isGrouped = false;             // Warp: for all blocks of a group at once; see grouped_blocks.cpp
};

// A number of threads, counted from the first, for all of which a condition holds, and the values that are
// `start + threadIdx.x` for them without wrapping.
struct ThreadRange {
  struct Value {
    llvm::Value *start;
    bool isSigned;
  };
  llvm::Value *count = nullptr; // i64, at most blockDim.x; null when it cannot be told
  llvm::SmallDenseMap<mlir::Value, Value, 2> values{0};
};

struct Comparison {
  mlir::Value value, bound;
  mlir::arith::CmpIPredicate predicate;
};

// The warps that a loop runs, at least one of them: [first, limit), all where null. `whole`: none of them has
// lanes outside of the block, and the block is one row. `gate`: where block-level code goes.
struct WarpRange {
  llvm::Value *first = nullptr, *limit = nullptr;
  bool whole = false;
  llvm::Instruction *gate = nullptr;
  bool unrolls = true; // LLVM may put several warps into one iteration
};

// An iteration of a loop by the whole block.
struct Round {
  llvm::MapVector<mlir::Value, llvm::Value *> starts; // affine loop arguments for the first thread
  ThreadRange range;                                  // where the loop's condition holds
};

// Where the failures of one warp loop go on: they differ in who fails and in what is said.
struct FailureExit {
  llvm::BasicBlock *block = nullptr;
  llvm::PHINode *lanes = nullptr, *message = nullptr; // i32 with a bit for each lane; text
};

struct KernelFacts {
  uint64_t scratchBytes = 0;
  uint64_t scratchBytesPerWarp = 0;
};

class Emitter {
public:
  Emitter(llvm::Module &module, const VectorTarget &target, mlir::func::FuncOp kernel,
          const Analysis &analysis, Mapping mapping, llvm::DIBuilder *debug);
  // Emits `name`; an error names what cannot be compiled.
  llvm::Expected<KernelFacts> emit(llvm::StringRef name);

private:
  using Builder = llvm::IRBuilder<>;

  // --- kernel.cpp: the function, blocks of the grid, private memory
  void emitPrologue();
  void emitParameters();
  void placePrivateObjects();
  void emitBlocks();
  llvm::Value *blocksLeftInRow();
  llvm::Value *fuseBlocks();
  void markFunction();
  void finishScratch();

  // --- crossings.cpp, block_control.cpp, segments.cpp: barriers, control flow around them, warps
  void findCrossings();
  void emitBlockLevel(mlir::Block &block, const Slot *maskSlot, const std::function<void()> &atEnd);
  void emitBlockOp(mlir::Operation *op, const Slot *maskSlot);
  void emitBlockIf(mlir::scf::IfOp op, const Slot *maskSlot);
  void emitBlockWhile(mlir::scf::WhileOp op, const Slot *maskSlot);
  void emitBarrierReduce(mlir::Operation *op, const Slot *maskSlot);
  void emitSegment(llvm::ArrayRef<mlir::Operation *> ops, const Slot *maskSlot,
                   const std::function<void()> &atEnd);
  void emitWarpLoop(const std::function<void()> &body, WarpRange range = {});
  llvm::Value *warpLimit(mlir::Value condition);
  void emitClone(const Mask &mask, const std::function<void()> &body, llvm::BasicBlock *next);
  // Whether segments have no version for the case that all lanes take part. CUDA's numbering of threads is
  // for few launches beside the version by rows, and its accesses are gathers with a mask or without.
  bool isCompact() const { return mapping_ == Mapping::Dense && !isChecked(); }
  bool isGuarded(llvm::ArrayRef<mlir::Operation *> ops) const;
  void emitGuarded(llvm::ArrayRef<mlir::Operation *> ops);
  void emitGuardedSegment(llvm::ArrayRef<mlir::Operation *> ops);
  void emitTested(const Slot *maskSlot, const std::function<void()> &body);
  bool takeSplit(llvm::ArrayRef<mlir::Operation *> ops);
  void emitSplitWarpLoop(llvm::Value *whole, llvm::Value *limit, const std::function<void()> &wholeBody,
                         const std::function<void()> &otherBody);
  llvm::Value *wholeWarps(llvm::Value *threads);
  const Slot *narrowMask(mlir::Value condition, const Slot *maskSlot, llvm::AllocaInst *any);
  Slot makeMaskSlot();
  void ensureSlot(mlir::Value value);
  void storeSlot(mlir::Value slotOf, mlir::Value value);
  Lanes loadSlot(mlir::Value value);
  llvm::Value *slotAddress(const Slot &slot);
  llvm::Value *blockScalar(mlir::Value value);
  bool isRecomputable(mlir::Value value, unsigned &budget) const;
  bool isBlockPure(mlir::Value value) const;
  bool isKept(mlir::Value value) const { return slots_.contains(value); } // across barriers
  Lanes resolve(mlir::Value value);

  // --- thread_ranges.cpp: what holds for many threads of the block at once
  bool isAffine(mlir::Value value, unsigned depth = 8) const;
  bool extendsExactly(mlir::Operation *op) const;
  llvm::Value *atFirstThread(mlir::Value value);
  std::optional<Comparison> comparisonOf(mlir::Value condition) const;
  ThreadRange threadsWhere(mlir::Value condition);
  llvm::Value *noThreadWhere(mlir::Value condition);
  ThreadRange threadsBelow(mlir::Value value, mlir::Value bound, bool isSigned, bool orEqual);
  llvm::Value *allThreadsCompare(mlir::arith::CmpIPredicate predicate, mlir::Value value, mlir::Value bound);
  void emitKnown(mlir::Operation *op, const ThreadRange &range);
  bool setKnown(mlir::Value value, const ThreadRange &range);
  void setExact(mlir::Value value, llvm::Value *start, bool asUnsigned, bool asSigned);
  bool emitExactIndex(mlir::Operation *op);

  // --- grid_stride.cpp: loops whose iterations the block takes together
  void emitInterchanged(mlir::scf::WhileOp op);
  void emitStrides(mlir::scf::WhileOp op, unsigned atATime);
  void emitRounds(mlir::scf::WhileOp op, llvm::ArrayRef<Round> rounds);
  void findStarts(mlir::scf::WhileOp op);
  void moveStarts(mlir::scf::WhileOp op, mlir::OperandRange values);
  Parts fromStart(llvm::Value *start, int64_t stride);
  void emitPrefetch(mlir::Value pointer, llvm::Value *address);

  // --- grouped_blocks.cpp: blocks that run such a loop together
  bool canGroupBlocks(mlir::scf::WhileOp op);
  void emitGrouped(mlir::scf::WhileOp op, const std::function<void()> &together);
  llvm::Value *groupSize(mlir::scf::WhileOp op);
  void emitGroup(mlir::scf::WhileOp op, const std::function<void()> &together);
  void stepStarts(mlir::scf::WhileOp op);

  // --- threads.cpp: which threads a warp holds
  llvm::Value *warpCount();
  void emitThreadState(const WarpRange &range, llvm::PHINode *index);
  Mask validLanes();
  llvm::Value *allLanesValid();
  Lanes threadId(ir::Dimension dimension);

  // --- values.cpp: types and forms of values
  llvm::Type *typeOf(mlir::Type type);
  llvm::Type *typeOf(mlir::Value value);
  llvm::FixedVectorType *vectorOf(llvm::Type *scalar) { return llvm::FixedVectorType::get(scalar, width_); }
  Shape shapeOf(mlir::Value value) const { return analysis_.shapeOf(value); }
  const Lanes &get(mlir::Value value);
  void set(mlir::Value value, Lanes lanes) { values_[value] = std::move(lanes); }
  llvm::Value *uniform(mlir::Value value);               // of a Uniform value
  llvm::Value *base(mlir::Value value, unsigned part);   // Uniform or Linear: lane 0 of the part
  llvm::Value *vector(mlir::Value value, unsigned part); // any shape
  Parts inShape(mlir::Value value, Shape shape);
  unsigned partsOf(Shape shape) const { return shape.isUniform() ? 1 : parts_; }
  llvm::Value *wrappingVector(mlir::Operation *op, unsigned part);
  llvm::Value *iota(llvm::Type *element, int64_t stride);
  llvm::Constant *laneNumbers(unsigned part);
  llvm::Value *pointerVector(const Lanes &lanes, unsigned part);
  llvm::PHINode *phi(llvm::Type *type, unsigned incoming) { return builder_.CreatePHI(type, incoming); }
  llvm::Type *partType(mlir::Value value, Shape shape);
  llvm::AllocaInst *stackArray(llvm::Type *element, unsigned count);

  // --- gather.cpp: elements of a vector that lie anywhere
  bool hasMasked(llvm::Type *type) const; // loads and stores
  llvm::Value *gather(llvm::Type *type, llvm::Value *addresses, unsigned part);
  void scatter(llvm::Value *value, llvm::Value *addresses, unsigned part);

  // --- masks.cpp
  llvm::Value *any(llvm::ArrayRef<llvm::Value *> mask);
  llvm::Value *allOf(llvm::ArrayRef<llvm::Value *> mask);
  llvm::Value *bitsOf(const Mask &mask);
  llvm::Value *bitsOf(llvm::ArrayRef<llvm::Value *> mask);
  Parts maskParts(const Mask &mask);
  Parts maskFromBits(llvm::Value *bits);
  Parts conditionParts(mlir::Value condition, bool negate = false);
  std::pair<llvm::Value *, llvm::Value *> extremes(mlir::Value value, unsigned part, bool isSigned);
  llvm::Value *allCompare(mlir::arith::CmpIOp compare);
  llvm::Value *allHold(mlir::Value condition);
  Parts maskAnd(const Mask &mask, llvm::ArrayRef<llvm::Value *> condition);
  llvm::Value *maskPart(unsigned part); // of the current mask

  // --- control.cpp: structured control flow within a segment
  void splitCondition(mlir::Value condition, llvm::SmallVectorImpl<mlir::Value> &scalars,
                      llvm::SmallVectorImpl<mlir::Value> &lanes) const;
  void emitOps(mlir::Block &block);
  void emitOp(mlir::Operation *op);
  void emitIf(mlir::scf::IfOp op);
  void emitUniformIf(mlir::scf::IfOp op);
  void emitDivergentIf(mlir::scf::IfOp op);
  void emitCoherentIf(mlir::scf::IfOp op);
  void emitSelectIf(mlir::scf::IfOp op);
  std::vector<Parts> emitMasked(mlir::Block *block, Mask mask, mlir::ResultRange results);
  std::vector<Parts> yieldsOf(mlir::Block *block, mlir::ResultRange results, bool vectors);
  void emitWhile(mlir::scf::WhileOp op, bool resume = false);
  std::vector<Parts> loopStart(mlir::scf::WhileOp op, bool resume);
  void emitUniformWhile(mlir::scf::WhileOp op);
  void emitDivergentWhile(mlir::scf::WhileOp op, std::vector<Parts> inits, Mask mask);
  std::vector<Parts> emitFullWhile(mlir::scf::WhileOp op, std::vector<Parts> inits);
  void emitFor(mlir::scf::ForOp op);
  std::vector<llvm::PHINode *> makeArgumentPhis(mlir::Block::BlockArgListType arguments,
                                                llvm::ArrayRef<Parts> inits, llvm::BasicBlock *from);
  void hintUnroll(llvm::BranchInst *latch, mlir::Operation *loop);
  void hintUnroll(llvm::BranchInst *latch, int64_t count);

  // --- arithmetic.cpp, math.cpp
  bool emitArithmetic(mlir::Operation *op);
  bool emitMath(mlir::Operation *op);
  using Combine = llvm::function_ref<llvm::Value *(llvm::ArrayRef<llvm::Value *>)>;
  void mapParts(mlir::Operation *op, Combine combine);
  void emitBinary(mlir::Operation *op, llvm::Instruction::BinaryOps opcode);
  void emitCast(mlir::Operation *op, llvm::Instruction::CastOps opcode);
  void emitHalfConversion(mlir::Operation *op, bool widens);
  void emitToInteger(mlir::Operation *op, bool isSigned);
  void emitIntrinsic(mlir::Operation *op, llvm::Intrinsic::ID id);
  void emitExtend(mlir::Operation *op, bool isSigned);
  void emitDivision(mlir::Operation *op, bool isSigned, bool remainder);
  llvm::Value *divide(llvm::Value *a, llvm::Value *b, bool isSigned, bool remainder);
  llvm::Value *divideByDouble(llvm::Value *a, llvm::Value *b, bool isSigned);
  void emitMulExtended(mlir::Operation *op, bool isSigned);
  void emitConstant(mlir::Operation *op);
  void emitSelect(mlir::Operation *op);

  // --- pointers.cpp, memory.cpp, private_access.cpp
  bool emitPointer(mlir::Operation *op);
  bool emitMemory(mlir::Operation *op);
  void emitOffset(ir::OffsetOp op);
  void addBytes(mlir::Value from, mlir::Value to, uint64_t bytes);
  void emitLoad(ir::LoadOp op);
  void emitStore(ir::StoreOp op);
  void emitCopy(ir::CopyOp op);
  llvm::Value *loadPart(ir::LoadOp op, unsigned part, llvm::Type *memory);
  void storePart(ir::StoreOp op, unsigned part, llvm::Value *value);
  void storeUniformAddress(ir::StoreOp op, llvm::Value *address, llvm::ArrayRef<unsigned> parts);
  llvm::Type *memoryType(mlir::Type type);
  llvm::Value *toMemory(llvm::Value *value, mlir::Type type);
  llvm::Value *fromMemory(llvm::Value *value, mlir::Type type);
  llvm::Value *safeAddress(llvm::Value *address, unsigned part, llvm::Type *type);
  void loadPrivate(ir::LoadOp op, const PrivateObject &object);
  void storePrivate(ir::StoreOp op, const PrivateObject &object);
  llvm::Value *privateAddress(mlir::Value pointer, const PrivateObject &object, unsigned part, uint64_t size);
  Parts privateAddresses(mlir::Value pointer, const PrivateObject &object, uint64_t size);
  llvm::Value *privateBase(const PrivateObject &object);
  void copyLeaves(mlir::Type type, mlir::Value target, mlir::Value source, uint64_t offset);

  // --- lane_loop.cpp, warp.cpp, atomics.cpp, host.cpp
  bool emitWarpOp(mlir::Operation *op);
  bool emitAtomic(mlir::Operation *op);
  bool emitHostOp(mlir::Operation *op);
  using LaneBody =
      llvm::function_ref<llvm::Value *(llvm::Value *lane, llvm::ArrayRef<llvm::Value *> operands)>;
  Parts laneLoop(llvm::ArrayRef<mlir::Value> operands, llvm::Type *resultType, LaneBody body);
  void emitOneByOne(mlir::scf::ExecuteRegionOp op);
  void emitShuffle(ir::ShuffleOp op);
  void emitConstantShuffle(ir::ShuffleOp op, int64_t lane, int64_t width);
  void emitVariableShuffle(ir::ShuffleOp op);
  llvm::Value *concatenate(mlir::Value value);
  void emitBallot(ir::BallotOp op);
  void emitVote(ir::VoteOp op);
  void emitMatchAny(ir::MatchAnyOp op);
  void emitMatchAll(ir::MatchAllOp op);
  void emitWarpReduce(ir::WarpReduceOp op);
  llvm::Value *reduceScalars(ir::ReduceKind kind, llvm::Value *a, llvm::Value *b);
  llvm::Value *reduceActive(ir::ReduceKind kind, mlir::Value value, llvm::Value *group);
  void emitAtomicRmw(ir::AtomicRmwOp op);
  bool emitReducedAtomic(ir::AtomicRmwOp op);
  void emitAtomicCas(ir::AtomicCasOp op);
  llvm::Value *atomicStep(ir::AtomicRmwOp op, llvm::Value *pointer, llvm::Value *value, bool isShared);
  void emitPrintf(ir::PrintfOp op);
  void emitFailure(llvm::ArrayRef<llvm::Value *> failing, llvm::StringRef message);
  FailureExit makeFailureExit();
  llvm::Value *whereIs(llvm::Value *lane);
  llvm::Value *service(unsigned index);
  llvm::Value *text(llvm::StringRef characters);

  // --- check.cpp, check_constants.cpp: what the checker of `heddle run --check` is told
  bool isChecked() const { return kernel_->hasAttr(ir::kCheckedAttr); }
  void beginCheckedBlock();
  void endCheckedBlock();
  void emitCheck(ir::CheckOp op);
  void emitCheckedBarrier(mlir::Operation *op, const Slot *maskSlot);
  void tellMeeting(mlir::Operation *op);
  void tellFence();
  void callChecker(unsigned service, llvm::ArrayRef<llvm::Value *> operands);
  enum class CheckArray : uint8_t { Addresses, Roots, Values };
  llvm::AllocaInst *checkArray(CheckArray which);
  llvm::AllocaInst *lanesOnStack(CheckArray which, llvm::Type *type,
                                 llvm::function_ref<llvm::Value *(unsigned)> vectorOfPart);
  llvm::Value *rootsOnStack(mlir::Value root);
  void collectCheckObjects();
  llvm::Constant *checkPlace(mlir::Location location);
  llvm::Constant *checkSite(mlir::Operation *op);
  llvm::Constant *checkKernel();
  llvm::GlobalVariable *checkConstant(llvm::Constant *value, const char *name, bool isConstant = true);
  void finishCheckKernel();

  void unsupported(mlir::Operation *op, llvm::StringRef what);
  void locate(mlir::Operation *op);
  llvm::Value *i32(uint64_t value) { return builder_.getInt32(uint32_t(value)); }
  llvm::Value *i64(uint64_t value) { return builder_.getInt64(value); }

  llvm::Module &module_;
  llvm::LLVMContext &context_;
  const VectorTarget &target_;
  const backends::SharedLayout shared_;
  mlir::func::FuncOp kernel_;
  const Analysis &analysis_;
  const Mapping mapping_;
  llvm::DIBuilder *debug_;
  llvm::DISubprogram *subprogram_ = nullptr;
  Builder builder_;
  const unsigned width_; // lanes of a vector
  const unsigned parts_; // vectors of a warp

  llvm::Function *function_ = nullptr;
  llvm::BasicBlock *entry_ = nullptr; // allocas and what holds for all blocks
  llvm::Value *launch_ = nullptr, *sharedBase_ = nullptr, *scratchBase_ = nullptr;
  llvm::Value *blockDim_[3] = {}, *gridDim_[3] = {}, *blockId_[3] = {};
  llvm::Value *blockIndex_ = nullptr; // in the grid, as i64
  llvm::Value *rowLength_ = nullptr;  // threads along x, of all blocks that are run as one
  llvm::Value *rowCount_ = nullptr, *warpCount_ = nullptr, *partCount_ = nullptr;

  // The current segment.
  llvm::Instruction *segmentPreheader_ = nullptr; // block-level code goes before it
  llvm::Instruction *cloneEntry_ = nullptr;       // what all of a clone may use goes before it
  llvm::Value *warp_ = nullptr;
  Parts threadX_, threadY_, threadZ_, partValid_; // per part: bases (Rows, Tiles) or vectors (Dense)
  llvm::DenseMap<mlir::Value, Lanes> values_;
  unsigned splitBudget_ = 512; // operations of segments that whole warps have a loop of their own for
  llvm::DenseSet<mlir::Value> inRange_; // unsigned values that do not wrap within the lanes of this clone
  bool isWhole_ = false;                // see WarpRange
  FailureExit failure_;                 // made with the loop's first failure
  bool prefetches_ = true;
  Mask mask_;
  llvm::Value *dummy_ = nullptr; // readable memory for scalar accesses of inactive parts

  // Block level.
  llvm::MapVector<mlir::Value, llvm::Value *> blockValues_;
  llvm::DenseMap<mlir::Value, Slot> slots_;
  llvm::AllocaInst *groupLeft_ = nullptr;  // blocks of the group after the current one
  llvm::AllocaInst *groupWarps_ = nullptr; // warps of the group before those of the current block
  llvm::DenseMap<mlir::Value, llvm::AllocaInst *> starts_; // of affine loop arguments: for the first thread
  llvm::DenseSet<mlir::Value> crossing_;
  std::deque<Slot> maskSlots_;
  uint64_t scratchPerWarp_ = 0, scratchFixed_ = 0;
  llvm::Value *scratchWarpStride_ = nullptr; // a placeholder until the size is known
  llvm::DenseMap<mlir::Operation *, llvm::Value *> privateAllocas_;
  llvm::DenseMap<mlir::Operation *, uint64_t> privateOffsets_; // in the warp's scratch
  llvm::DenseMap<mlir::Operation *, uint64_t> privateFixed_;   // in the fixed scratch
  std::string error_;

  // Checked kernels.
  llvm::DenseMap<mlir::Location, llvm::Constant *> checkPlaces_;
  llvm::DenseMap<mlir::Operation *, llvm::Constant *> checkSites_;
  llvm::MapVector<mlir::Attribute, unsigned> checkSymbols_; // shared arrays and variables
  llvm::DenseMap<mlir::Operation *, unsigned> checkLocals_; // private objects
  llvm::SmallVector<llvm::Constant *> checkObjects_;
  llvm::GlobalVariable *checkKernel_ = nullptr;
  llvm::AllocaInst *checkArrays_[3] = {};
};

} // namespace hd::cpu
