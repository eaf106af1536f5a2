// Values between the lanes of a warp, through shared memory. Everything here is built where the whole block
// passes.
//
// An exchange is: write, barrier, read. The next one writes to the other of two buffers, so it needs no
// barrier in front: who writes to a buffer again has passed the barrier of the exchange in between, which all
// readers of the first have reached. Bits of a warp and counts of the block are collected by atomics in words
// that must be zero before; there are three buffers of these, and each exchange clears the next one's in
// front of its barrier. Which buffer is next is kept in private variables: all threads count alike.
#pragma once

#include "ir/hd/build.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace hd::ir {

struct ExchangeOptions {
  bool barrierReduce; // lower hd.barrier_reduce too
  bool subgroups;     // also by warp operations, for devices whose subgroups hold whole warps
};

class Exchange {
public:
  // Makes the scratch memory beside the kernel.
  Exchange(mlir::func::FuncOp kernel, ExchangeOptions options);

  // Builds in front of the operation, and replaces its results. `active`: whether the thread takes part; null
  // means that all do.
  void lower(mlir::Operation *op, mlir::Value active);
  // Whether the flag is set in any thread of the block, by a barrier.
  mlir::Value anyOfBlock(Build &build, mlir::Value flag);
  // Behind the last of them: clears what must be clear at the start, drops memory that was not needed.
  void finish();

private:
  using Value = mlir::Value;

  void wordsOf(Build &build, Value value, llvm::SmallVectorImpl<Value> &words);
  Value fromWords(Build &build, llvm::ArrayRef<Value> words, mlir::Type type);
  Value publish(Build &build, Value word);    // pointer to the warp's first word, behind a barrier
  Value bitsOfWarp(Build &build, Value flag); // bit i: the flag of lane i
  Value countOfBlock(Build &build, Value flag);
  Value collect(Build &build, AtomicKind kind, Value flag, Value operand, Value slot);
  void clear(Build &build, Value buffer);
  Value activeBits(Build &build, Value active);
  // `bySubgroup` where the warps lie in subgroups, else `byMemory`; without the option always that. No type,
  // no value.
  Value choose(Build &build, mlir::Type type, llvm::function_ref<Value()> bySubgroup,
               llvm::function_ref<Value()> byMemory);
  Value fromLane(Build &build, Value word, Value lane);
  Value sourceLane(Build &build, ShuffleOp op);
  Value shuffle(Build &build, ShuffleOp op);
  Value vote(Build &build, VoteOp op, Value active);
  Value matching(Build &build, Value value, Value members);
  Value reduce(Build &build, WarpReduceOp op, Value members);
  Value blockReduce(Build &build, BarrierReduceOp op, Value active);
  // Runs `step(word of the lane, lane, state)` for the 32 lanes; the final state.
  Value overLanes(Build &build, Value word, Value start,
                  llvm::function_ref<Value(Value other, Value lane, Value state)> step);
  Value loopOverLanes(Build &build, Value start, llvm::function_ref<Value(Value lane, Value state)> step);
  void meet(Build &build);

  mlir::func::FuncOp kernel_;
  const ExchangeOptions options_;
  mlir::OpBuilder builder_;
  unsigned threads_, warps_;   // at most
  Value lane_, warp_, thread_; // i32: in the warp, of the block, linear
  Value values_, bits_;        // pointers to the scratch memory
  Value valueTurn_, bitTurn_;  // private counters
  mlir::Operation *setupEnd_ = nullptr;
  bool collectsOfBlock_ = false; // what subgroups cannot
};

} // namespace hd::ir
