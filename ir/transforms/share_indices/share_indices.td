// Pass share-indices.
include "mlir/Pass/PassBase.td"

def ShareIndices : Pass<"share-indices", "::mlir::func::FuncOp"> {
  let summary = "make indices that differ by a constant one index and constants";
  let description = [{
    For devices whose accesses take a constant distance. Accesses of one block, so that all of them happen if one
    does, whose 32-bit indices do not overflow and differ by a constant, are addressed by one of the indices:

      load(p[sext(7 * i + j)]); load(p[sext(7 * (i + 1) + j)])
      -> at = sext(7 * i + j); load(p[at]); load(p[at + 7])

    LLVM sees that only where the source writes `index + constant`: it loses what does not overflow when it moves
    constants out of products and sums.

    Test: tests/ir/transforms/share_indices/share_indices.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"numShared", "shared", "indices computed from another one">];
}
