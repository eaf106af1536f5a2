// Pass spin-locks.
include "mlir/Pass/PassBase.td"

def SpinLocks : Pass<"spin-locks", "::mlir::func::FuncOp"> {
  let summary = "lanes that run in step let each other have a lock";
  let description = [{
    For devices whose lanes run in step: of those that wait for a lock in a loop the one that gets it leaves the
    loop and waits for the others, which wait for it. The work and the release move into the loop, which is marked with `hd.waits`,
    as every loop that waits is: a backend must not let them out again. Where locks
    nest, or the wait is under a condition of its own, the lanes of a group of `lanes` threads, neighbours in
    the block's order, run the whole stretch one after the other. Where one lane waits for its warp, which goes
    on together, the warps of such a group do, or with `across-warps` those of the block.

    A lane that waits for a flag or a ticket of another lane of its group still waits for ever.

    Tests: tests/ir/transforms/spin_locks/, tests/run/atomics/lock_forms.hd
  }];
  let options = [
    Option<"lanes", "lanes", "unsigned", "64", "a power of two: threads that may run in step">,
    Option<"acrossWarps", "across-warps", "bool", "false",
           "only locks that are held for a warp while it meets: the block's warps take turns, for lower-warp">,
  ];
  let dependentDialects = ["::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect"];
}
