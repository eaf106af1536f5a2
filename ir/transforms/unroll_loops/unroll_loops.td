// Passes unroll-loops and unroll-counted.
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

def UnrollCounted : Pass<"unroll-counted", "::mlir::func::FuncOp"> {
  let summary = "run several rounds of a loop that accesses memory at once";
  let description = [{
    For the backends, where loads should be in flight together and the rest of a round is paid for once. A loop `while (i < bound) { body; i += step }`
    with a bound and a step that do not change gets another one in front that does `factor` rounds at a time,
    as long as so many are left:

      limit = step >= 0 and nothing overflows ? bound - (factor - 1) * step : the smallest number
      while (i < limit) { body; i += step; body; i += step; ... }
      while (i < bound) { body; i += step }

    Only innermost loops without barriers and warp operations, which access memory, and whose copies together
    are of at most 256 operations: where there would be more, fewer rounds are done at a time.
    hd.unroll = n does n rounds, 1 forbids it.

    An innermost loop without a hint that makes a constant number of rounds, whatever it does, is unrolled fully
    up to 32 rounds and 1,024 operations, else by the largest part of the rounds that leaves none over and has at
    most 512 operations. What has several rounds now and no hint of the program gets hd.unrolled.

    Tests: tests/ir/transforms/unroll_loops/counted.mlir, known.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let options = [Option<"factor", "factor", "unsigned", "4", "rounds of a loop without a hint">,
                 Option<"known", "known", "bool", "true", "also loops of a constant number of rounds">];
  let statistics = [Statistic<"numLoops", "loops", "loops unrolled">];
}
