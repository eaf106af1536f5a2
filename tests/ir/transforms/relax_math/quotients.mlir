// RUN: heddle-opt --relax-math --split-input-file %s | FileCheck %s

// x / 3 -> x * (1 / 3), but not where 1 / c is no normal number
// CHECK-LABEL: @constants
// CHECK: arith.mulf %{{.*}}, %{{.*}} : f32
// CHECK: arith.divf %{{.*}}, %{{.*}} fastmath<afn> : f32
// CHECK: arith.divf %{{.*}}, %{{.*}} fastmath<afn> : f32
func.func @constants(%x: f32) -> (f32, f32, f32) {
  %three = arith.constant 3.0 : f32
  %zero = arith.constant 0.0 : f32
  %huge = arith.constant 3.0e38 : f32
  %a = arith.divf %x, %three fastmath<arcp,afn> : f32
  %b = arith.divf %x, %zero fastmath<arcp,afn> : f32
  %c = arith.divf %x, %huge fastmath<arcp,afn> : f32
  return %a, %b, %c : f32, f32, f32
}

// -----

// A divisor that does not change in the loop; the other is divided by once.
// CHECK-LABEL: @invariant
// CHECK: scf.for
// CHECK: %[[R:.*]] = arith.divf %{{.*}}, %arg1 : f64
// CHECK: %[[Q:.*]] = arith.mulf %{{.*}}, %[[R]] : f64
// CHECK: arith.divf %[[Q]], %{{.*}} : f64
func.func @invariant(%n: index, %d: f64, %x: f64) -> f64 {
  %i0 = arith.constant 0 : index
  %i1 = arith.constant 1 : index
  %r = scf.for %i = %i0 to %n step %i1 iter_args(%acc = %x) -> (f64) {
    %q = arith.divf %acc, %d fastmath<arcp> : f64
    %again = arith.divf %q, %acc fastmath<arcp> : f64
    scf.yield %again : f64
  }
  return %r : f64
}

// -----

// Two of one divisor.
// CHECK-LABEL: @shared
// CHECK-COUNT-2: arith.mulf
func.func @shared(%x: f32, %y: f32, %d: f32) -> (f32, f32) {
  %a = arith.divf %x, %d fastmath<arcp,afn> : f32
  %b = arith.divf %y, %d fastmath<arcp,afn> : f32
  return %a, %b : f32, f32
}

// -----

// CHECK-LABEL: @strict
// CHECK-NOT: arith.mulf
func.func @strict(%x: f32) -> f32 {
  %three = arith.constant 3.0 : f32
  %a = arith.divf %x, %three : f32
  return %a : f32
}
