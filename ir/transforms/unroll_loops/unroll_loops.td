// Pass unroll-loops.
include "mlir/Pass/PassBase.td"

def UnrollLoops : Pass<"unroll-loops", "::mlir::func::FuncOp"> {
  let summary = "unroll scf.while loops whose trip count is a constant";
  let description = [{
    hd.unroll = 0 unrolls fully up to 128 iterations and 4,096 operations, 1 forbids unrolling, n copies the
    body n times when n divides the trip count. A loop without a hint is unrolled when it makes at most 8
    iterations of at most 64 operations, or when it computes indices of a private array of at most 256 bytes
    that could become values then: at most 64 iterations, 2,048 operations in all. Other loops keep their hint
    for the backend.

    Tests: tests/ir/transforms/unroll_loops/
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"numFull", "full", "loops unrolled fully">,
                    Statistic<"numPartial", "partial", "loops unrolled partly">];
}
