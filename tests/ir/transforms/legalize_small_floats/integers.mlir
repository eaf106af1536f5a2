// Conversions that a target lacks are integer arithmetic; without doubles an fma is, too.
// RUN: heddle-opt --legalize-small-floats='doubles=false' %s | FileCheck %s

// CHECK-LABEL: @widen
// CHECK-NOT: arith.extf
// CHECK: arith.shli
// CHECK: return
func.func @widen(%a: f16, %b: bf16) -> (f32, f64) {
  %x = arith.extf %a : f16 to f32
  %y = arith.extf %b : bf16 to f32
  %z = arith.extf %y : f32 to f64
  return %x, %z : f32, f64
}

// CHECK-LABEL: @narrow
// CHECK-NOT: arith.truncf
// CHECK: return
func.func @narrow(%a: f32) -> (f16, bf16) {
  %x = arith.truncf %a : f32 to f16
  %y = arith.truncf %a : f32 to bf16
  return %x, %y : f16, bf16
}

// CHECK-LABEL: @fma
// CHECK-NOT: f64
// CHECK: arith.mului_extended
// CHECK-NOT: f64
// CHECK: return
func.func @fma(%a: bf16, %b: bf16, %c: bf16) -> bf16 {
  %r = math.fma %a, %b, %c : bf16
  return %r : bf16
}
