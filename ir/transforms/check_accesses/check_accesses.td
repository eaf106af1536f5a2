// Pass check-accesses.
include "mlir/Pass/PassBase.td"

def CheckAccesses : Pass<"check-accesses", "::mlir::func::FuncOp"> {
  let summary = "ask the checker of `heddle run --check` before every access to memory";
  let description = [{
    Puts an hd.check in front of every hd.load, hd.store, hd.copy and atomic, which then use its result as their
    address, and marks kernels with hd.checked. It runs behind inline-calls, so that locations have the way of
    calls, and before every pass that removes or merges accesses.

    Private memory is left alone when all its accesses lie at constant places inside of it and none can read
    what was not written: promote-private makes values of it, as without the checker.

    Tests: tests/ir/transforms/check_accesses/
  }];
  let statistics = [Statistic<"numChecks", "checks", "checks that were added">];
}
