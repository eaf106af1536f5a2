// RUN: heddle-opt --expand-arithmetic %s | FileCheck %s
// RUN: heddle-opt --expand-arithmetic="integer-division=false float-to-integer=false minimum-maximum=false wide-multiply=false bit-operations=false bit-operations-64=false" %s | FileCheck %s --check-prefix=NONE
// CHECK-LABEL: func.func @divide
// CHECK: %[[QUOTIENT:.*]] = arith.divsi %{{.*}}, %[[SAFE:.*]] :
// CHECK: arith.select
// CHECK: arith.divsi %arg0, %c7_i32
// NONE-LABEL: func.func @divide
// NONE-NOT: arith.select
// NONE: return
func.func @divide(%a: i32, %b: i32) -> (i32, i32) {
  %c7_i32 = arith.constant 7 : i32
  %q = arith.divsi %a, %b : i32
  %harmless = arith.divsi %a, %c7_i32 : i32
  return %q, %harmless : i32, i32
}
// CHECK-LABEL: func.func @convert
// CHECK: arith.cmpf oge
// CHECK: arith.fptosi
// NONE-LABEL: func.func @convert
// NONE-NEXT: arith.fptosi
func.func @convert(%x: f32) -> i32 {
  %i = arith.fptosi %x : f32 to i32
  return %i : i32
}
// CHECK-LABEL: func.func @extremes
// CHECK-NOT: arith.minimumf
// CHECK-NOT: hd.maxnum
// NONE-LABEL: func.func @extremes
// NONE: arith.minimumf
// NONE: hd.maxnum
func.func @extremes(%x: f32, %y: f32) -> (f32, f32) {
  %a = arith.minimumf %x, %y : f32
  %b = hd.maxnum %x, %y : f32
  return %a, %b : f32, f32
}
// A 64-bit count is two of 32 bits, and leading zeros a population.
// CHECK-LABEL: func.func @bits
// CHECK-NOT: math.ctlz
// CHECK: math.ctpop %{{.*}} : i32
// CHECK-NOT: mului_extended
// NONE-LABEL: func.func @bits
// NONE: math.ctlz %{{.*}} : i64
// NONE: arith.mului_extended
func.func @bits(%x: i64) -> (i64, i64) {
  %a = math.ctlz %x : i64
  %low, %high = arith.mului_extended %x, %x : i64
  return %a, %high : i64, i64
}
