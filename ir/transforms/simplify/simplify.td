// Pass simplify.
include "mlir/Pass/PassBase.td"

def Simplify : Pass<"simplify"> {
  let summary = "fold constants and apply the canonicalisation patterns of the dialects of kernels";
  let description = [{
    As upstream's canonicalize, but only with the patterns of hd, arith, math and scf (a context that holds a
    backend's dialects has hundreds of others), and attributes of loops (hd.unroll) survive the rebuilding
    of a loop.

    Pieces of a value that are put together again, which memcpy leaves, are the value.

    Tests: tests/ir/transforms/simplify/
  }];
}
