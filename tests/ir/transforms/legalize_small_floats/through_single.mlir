// RUN: heddle-opt --legalize-small-floats='half-conversions=true' %s | FileCheck %s

// One rounding after each operation; f32 has more than twice the digits.
// CHECK-LABEL: @sum
// CHECK-DAG: %[[A:.*]] = arith.extf %arg0 : f16 to f32
// CHECK-DAG: %[[B:.*]] = arith.extf %arg1 : f16 to f32
// CHECK: %[[S:.*]] = arith.addf %[[A]], %[[B]] : f32
// CHECK: %[[R:.*]] = arith.truncf %[[S]] : f32 to f16
// CHECK: %[[AGAIN:.*]] = arith.extf %[[R]] : f16 to f32
// CHECK: arith.mulf %[[AGAIN]]
func.func @sum(%a: f16, %b: f16) -> f16 {
  %s = arith.addf %a, %b : f16
  %p = arith.mulf %s, %b : f16
  return %p : f16
}

// A comparison is exact. A sign is a bit.
// CHECK-LABEL: @less
// CHECK: arith.cmpf olt, {{.*}} : f32
// CHECK: arith.xori {{.*}} : i16
func.func @less(%a: f16, %b: f16) -> (i1, f16) {
  %c = arith.cmpf olt, %a, %b : f16
  %n = arith.negf %a : f16
  return %c, %n : i1, f16
}

// The product is exact in f32, its sum rounded to odd.
// CHECK-LABEL: @fma
// CHECK: %[[P:.*]] = arith.mulf {{.*}} : f32
// CHECK: %[[S:.*]] = arith.addf %[[P]], {{.*}} : f32
// CHECK: arith.cmpf one
// CHECK: arith.ori %{{.*}}, %{{.*}} : i32
// CHECK: arith.truncf {{.*}} : f32 to f16
// CHECK-NOT: f64
func.func @fma(%a: f16, %b: f16, %c: f16) -> f16 {
  %r = math.fma %a, %b, %c : f16
  return %r : f16
}

// Beyond 2^17 an integer is infinity in any case: exact in f32 before.
// CHECK-LABEL: @integer
// CHECK: %[[MOST:.*]] = arith.constant 131072 : i64
// CHECK: arith.minsi %arg0, %[[MOST]]
// CHECK: arith.sitofp {{.*}} : i32 to f32
// CHECK: arith.truncf {{.*}} : f32 to f16
func.func @integer(%x: i64) -> f16 {
  %r = arith.sitofp %x : i64 to f16
  return %r : f16
}

// f64 is rounded to odd on the way; a constant in one step.
// CHECK-LABEL: @narrow
// CHECK: arith.truncf %arg0 : f64 to f32
// CHECK: arith.cmpf one
// CHECK: arith.truncf {{.*}} : f32 to f16
// CHECK: arith.constant 9.997550e-02 : f16
func.func @narrow(%x: f64) -> (f16, f16) {
  %tenth = arith.constant 0.1 : f64
  %r = arith.truncf %x : f64 to f16
  %t = arith.truncf %tenth : f64 to f16
  return %r, %t : f16, f16
}

// What moves values stays.
// CHECK-LABEL: @moves
// CHECK-NEXT: arith.select {{.*}} : f16
// CHECK-NEXT: arith.bitcast
// CHECK-NEXT: return
func.func @moves(%c: i1, %a: f16, %b: f16) -> (i16, f16) {
  %s = arith.select %c, %a, %b : f16
  %i = arith.bitcast %s : f16 to i16
  return %i, %s : i16, f16
}
