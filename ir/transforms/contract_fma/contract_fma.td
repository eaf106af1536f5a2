// Pass contract-fma.
include "mlir/Pass/PassBase.td"

def ContractFma : Pass<"contract-fma", "::mlir::func::FuncOp"> {
  let summary = "fuse a multiply and an add into math.fma where both may contract";
  let description = [{
    The only place where contraction is decided: backends never contract. A product contracts when it and the
    sum carry fastmath<contract> and the sum is the product's only use; of two products the left one does. No operation carries the flag afterwards.
    The pass runs before everything that removes or merges operations, so that the choice depends on the
    source alone and is the same at every optimisation level and on every device.

    Test: tests/ir/transforms/contract_fma/contract.mlir
  }];
  let dependentDialects = ["::mlir::math::MathDialect"];
  let statistics = [Statistic<"numContracted", "contracted", "sums that became an fma">];
}
