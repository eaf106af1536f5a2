// Pass allow-relaxed.
include "mlir/Pass/PassBase.td"

def AllowRelaxed : Pass<"allow-relaxed", "::mlir::ModuleOp"> {
  let summary = "mark what --fp fast may compute another way";
  let description = [{
    Sums, products and quotients that may contract come from functions without `#pragma STDC FP_CONTRACT OFF`,
    which the math library is under as a whole: they get fastmath<reassoc>, quotients also <arcp> and, in f32,
    <afn>. Runs before inlining; relax-math and the backends read the flags.

    Test: tests/ir/transforms/relax_math/allow.mlir
  }];
}
