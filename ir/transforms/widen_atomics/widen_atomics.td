// Pass widen-atomics.
include "mlir/Pass/PassBase.td"

def WidenAtomics : Pass<"widen-atomics", "::mlir::func::FuncOp"> {
  let summary = "compare-and-swap of 16 bits by that of the 32 around them";
  let description = [{
    For targets that have only the latter: a loop that ends when the halfword is another than was expected, or
    the word was exchanged as a whole. Where it stands in a loop that waits for a lock, spin-locks must have seen
    that before: afterwards the word is one that is read anew in each round, whatever the halfword was.

    Test: tests/ir/transforms/widen_atomics/halfword.mlir
  }];
  let dependentDialects = ["::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect", "::hd::ir::HdDialect"];
}
