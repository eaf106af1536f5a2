// Pass relax-math.
include "mlir/Pass/PassBase.td"

def RelaxMath : Pass<"relax-math", "::mlir::func::FuncOp"> {
  let summary = "use the freedom of --fp fast: reciprocals, sums in another order";
  let description = [{
    Reads the flags that allow-relaxed set, here and for all devices alike:
    - x / c with a constant c whose reciprocal is a normal number: x * (1 / c).
    - x / d where d does not change in the loop around it, or divides more than one value in the block:
      x * (1 / d). Loop-invariant code motion takes the reciprocal out.
    - Sums of several terms: what a loop carries is added last, so that an iteration waits for one addition
      only; other terms are added in pairs, products one by one, each fused with the sum before.
    Afterwards no operation carries <reassoc> or <arcp>; <afn> stays on quotients, for devices that have an
    approximate division.

    Test: tests/ir/transforms/relax_math/sums.mlir, tests/ir/transforms/relax_math/quotients.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}
