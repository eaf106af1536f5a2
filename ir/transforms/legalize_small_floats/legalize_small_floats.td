// Pass legalize-small-floats.
include "mlir/Pass/PassBase.td"

def LegalizeSmallFloats : Pass<"legalize-small-floats", "::mlir::func::FuncOp"> {
  let summary = "do the arithmetic of f16 and bf16 in f32, rounded after every operation, or keep what a target has";
  let description = [{
    The results are those of correctly rounded f16 and bf16 arithmetic, bit for bit (NaNs may differ in their bits):
    f32 has more than twice the digits of both, so that rounding a sum, product, quotient or root twice is
    rounding it once. An fma is not of that kind: its sum is rounded to odd, in f32 for f16 and in f64 for bf16, or
    without `doubles` in integers. The same goes for f64 and for wide integers that become f16 or bf16.

    What is left of the two types afterwards: memory accesses, constants, select, bitcast, control flow, shuffles,
    and what the options name as native. Conversions that are not are integer arithmetic, which rounds to nearest
    even, gives denormals, and keeps a NaN's upper bits and makes it quiet. `atomics` makes hd.atomic_rmw fadd a
    loop with hd.atomic_cas on the 32-bit word around it.

    Tests: tests/ir/transforms/legalize_small_floats/, tests/run/small_floats/
  }];
  let options = [
    Option<"halfConversions", "half-conversions", "bool", "false", "extf, truncf between f16 and f32 are native">,
    Option<"halfArithmetic", "half-arithmetic", "bool", "false", "add, sub, mul, fma, neg, abs, compare of f16 are">,
    Option<"bfloatConversions", "bfloat-conversions", "bool", "false", "extf, truncf between bf16 and f32 are">,
    Option<"bfloatArithmetic", "bfloat-arithmetic", "bool", "false", "add, sub, mul of bf16 are">,
    Option<"bfloatFma", "bfloat-fma", "bool", "false", "fma of bf16 is">,
    Option<"doubles", "doubles", "bool", "true", "an fma of bf16 may use f64">,
    Option<"pairs", "pairs", "bool", "false", "the lanes of a vector of two are loaded and stored as one word">,
    Option<"halfAtomics", "half-atomics", "bool", "false", "atomic_rmw fadd of f16 is native">,
    Option<"bfloatAtomics", "bfloat-atomics", "bool", "false", "atomic_rmw fadd of bf16 is native">,
  ];
  let dependentDialects = ["::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::hd::ir::HdDialect"];
}
