// What the backends for devices share in front of and behind their code: the passes that make IR for a device
// out of IR for any target, and the part of the image that follows from that IR.
#pragma once

#include "runtime/abi/module.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace hd::backends {

// How a target gets an operation that it may lack.
enum class Arithmetic {
  Native,   // it has it, exactly
  Software, // it never has it: expanded into integer arithmetic
  Probed,   // the driver knows: both, chosen by hd.device_has
};

// What a target has of f16 and bf16, see the options of legalize-small-floats.
struct SmallFloats {
  bool halfConversions = false, halfArithmetic = false, halfAtomics = false;
  bool bfloatConversions = false, bfloatArithmetic = false, bfloatFma = false, bfloatAtomics = false;
  bool doubles = true;
};

struct DevicePasses {
  // Warp operations by shared memory and barriers, and all barriers under block-uniform control flow: targets
  // without warps of 32.
  bool lowerWarp = false;
  // And by warp operations where hd.device_has says that the launch's warps lie in subgroups.
  bool subgroups = false;
  // How many threads, neighbours in the block, may run in step, so that one that holds a lock waits for those
  // that wait for it; 0: each thread goes its own way.
  unsigned lanesInStep = 0;
  // Rounds that a loop which accesses memory does at a time, so that loads are in flight together; 1: as
  // written.
  unsigned roundsAtATime = 1;
  // The driver's compiler works on source: it unrolls constant numbers of rounds and shares indices itself.
  bool driverOptimizes = false;
  // Neighbouring threads whose work one may do, for wide accesses; 1: none. The image's kernels say how many.
  unsigned threadsAtATime = 1;
  // Or it does its own alone, where hd.device_has says that threads are lanes of vectors already.
  bool orLanes = false;
  // __device__ and __constant__ variables in one block instead of symbols.
  bool globalsBlock = false;
  // A failed thread runs to the kernel's end without doing anything, instead of hd.exit_thread.
  bool structuredExit = false;

  // See the options of expand-arithmetic.
  bool integerDivision = true;
  bool floatToInteger = true;
  bool minimumMaximum = true;
  bool wideMultiply = true;
  bool bitOperations = true;
  bool bitOperations64 = true;
  bool narrowCas = true; // compare-and-swap of 16 bits
  Arithmetic fma = Arithmetic::Native;
  Arithmetic division = Arithmetic::Native; // and square roots
  bool doubles = true;                      // a software fma of f32 may use f64
  SmallFloats smallFloats;
};

// Runs the passes. An error holds what they reported.
llvm::Error prepare(mlir::ModuleOp module, const DevicePasses &passes);

// Fills kernels, globals, globalBytes and messages of the image from a module that went through prepare().
void describeImage(mlir::ModuleOp module, abi::Image &image);

} // namespace hd::backends
