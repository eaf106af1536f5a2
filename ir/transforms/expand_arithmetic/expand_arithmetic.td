// Pass expand-arithmetic.
include "mlir/Pass/PassBase.td"

def ExpandArithmetic : Pass<"expand-arithmetic", "::mlir::func::FuncOp"> {
  let summary = "write out the arithmetic that hd defines and targets leave open or lack";
  let description = [{
    Each option is one family. The results are those of the cpu backend, bit for bit (NaNs may differ in their
    bits): division by zero is -1 and the remainder the dividend, INT_MIN / -1 wraps; conversions to integers
    saturate and NaN gives 0; minimum and maximum know -0 < +0 and propagate NaN (minimumf) or drop it
    (minnumf); counting zeros of 0 gives the width.

    `fma` and `division` (also square roots) are `native`, `software` or `probed`. Software is integer
    arithmetic in words of the type's width, correctly rounded with denormals; with `doubles` an f32 fma is
    computed in f64 instead, which is shorter. Software division and square root of f32 start from the device's
    own, which may be wrong by 8 units in the last place of normal numbers near 1. So do those by fma, which take
    the place of integers where the device has fma and operands are near 1 (f64: wrong by 2^-20 of itself).
    Those of f16 and bf16 go through f32, and an fma of these is left as it is. Probed has both and asks
    hd.device_has.

    Tests: tests/ir/transforms/expand_arithmetic/, tests/backends/device_passes/
  }];
  let options = [
    Option<"integerDivision", "integer-division", "bool", "true", "division and remainder for all operands">,
    Option<"floatToInteger", "float-to-integer", "bool", "true", "saturating conversions">,
    Option<"minimumMaximum", "minimum-maximum", "bool", "true", "minimumf, maximumf, minnumf, maxnumf">,
    Option<"wideMultiply", "wide-multiply", "bool", "true", "products of twice the width">,
    Option<"bitOperations", "bit-operations", "bool", "true", "count zeros, bit_reverse, absi; leaves ctpop">,
    Option<"bitOperations64", "bit-operations-64", "bool", "true", "those and ctpop of i64, i16, i8 by i32">,
    Option<"fma", "fma", "std::string", "\"native\"", "native, software or probed">,
    Option<"division", "division", "std::string", "\"native\"", "of floats: native, software or probed">,
    Option<"doubles", "doubles", "bool", "true", "a software fma may use f64">,
  ];
  let dependentDialects = ["::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::hd::ir::HdDialect"];
}
