// Pass inline-calls.
include "mlir/Pass/PassBase.td"

def InlineCalls : Pass<"inline-calls", "::mlir::ModuleOp"> {
  let summary = "inline every call of a private function, bottom-up, and delete the private functions";
  let description = [{
    Afterwards a module holds kernels and globals only. The body of a device function is one block that ends
    in func.return (early returns are structured by the frontend), so inlining copies operations and needs no
    control flow. Recursion is a diagnostic of the frontend; here it is an error without a hint.

    Test: tests/ir/transforms/inline_calls/inline.mlir
  }];
  let statistics = [Statistic<"numInlined", "inlined", "calls inlined">];
}
