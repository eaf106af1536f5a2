// Pass lower-warp.
include "mlir/Pass/PassBase.td"

def LowerWarp : Pass<"lower-warp", "::mlir::ModuleOp"> {
  let summary = "warp operations by shared memory and barriers, under block-uniform control flow";
  let description = [{
    For devices without warps of 32 in step. A lane writes its value and that it takes part to shared memory;
    behind a barrier every lane reads what it asks for. Barriers must be reached by the whole block, so control
    flow around warp operations, and around barriers that stand behind an early return, is split: what lies
    between two of them runs under the condition, the operation itself outside, told who is active. A loop
    whose condition may differ between threads runs as long as any thread of the block needs it. Control flow
    that the uniformity analysis proves to be the same for the whole block stays as it is.

    With `subgroups` both ways are there, and hd.device_has chooses: where the lanes of a warp are neighbours in
    one subgroup, they exchange by hd.shuffle from a lane of 0 to 31 with a full mask, hd.ballot with a full mask,
    and hd.sync_warp. All of these stand where the whole block passes, so all lanes that there are take part.

    Limits: warps of one block that wait for each other by flags, with a warp operation in between, wait for
    ever, because that operation now waits for the block (of locks that are held for a warp spin-locks takes
    care, in front of this pass). A lane that reads from a lane which
    the block does not have reads anything.

    Tests: tests/ir/transforms/lower_warp/, tests/backends/device_passes/
  }];
  let options = [
    Option<"subgroups", "subgroups", "bool", "false",
           "also by warp operations, where hd.device_has says that the launch's warps lie in subgroups">,
    Option<"barrierReduce", "barrier-reduce", "bool", "true", "also lower hd.barrier_reduce, by shared memory">,
  ];
  let dependentDialects = ["::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect"];
}
