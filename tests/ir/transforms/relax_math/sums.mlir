// RUN: heddle-opt --relax-math --split-input-file %s | FileCheck %s

// What the loop carries comes last: each iteration waits for one addition.
// CHECK-LABEL: @carried
// CHECK: iter_args(%[[ACC:.*]] = %{{.*}}) -> (f32)
// CHECK: %[[AB:.*]] = arith.addf %arg1, %arg2 : f32
// CHECK: %[[ABC:.*]] = arith.addf %[[AB]], %arg3 : f32
// CHECK: %[[SUM:.*]] = arith.addf %[[ABC]], %[[ACC]] : f32
// CHECK: scf.yield %[[SUM]]
func.func @carried(%n: index, %a: f32, %b: f32, %c: f32) -> f32 {
  %i0 = arith.constant 0 : index
  %i1 = arith.constant 1 : index
  %r = scf.for %i = %i0 to %n step %i1 iter_args(%acc = %a) -> (f32) {
    %x = arith.addf %acc, %a fastmath<reassoc> : f32
    %y = arith.addf %x, %b fastmath<reassoc> : f32
    %z = arith.addf %y, %c fastmath<reassoc> : f32
    scf.yield %z : f32
  }
  return %r : f32
}

// -----

// The same with products: a chain of its own, added to what is carried.
// CHECK-LABEL: @products
// CHECK: iter_args(%[[ACC:.*]] = %{{.*}}) -> (f32)
// CHECK: %[[P:.*]] = arith.mulf %arg1, %arg2 : f32
// CHECK: %[[F:.*]] = math.fma %arg2, %arg3, %[[P]] : f32
// CHECK: arith.addf %[[F]], %[[ACC]] : f32
func.func @products(%n: index, %a: f32, %b: f32, %c: f32) -> f32 {
  %i0 = arith.constant 0 : index
  %i1 = arith.constant 1 : index
  %r = scf.for %i = %i0 to %n step %i1 iter_args(%acc = %a) -> (f32) {
    %x = math.fma %a, %b, %acc fastmath<reassoc> : f32
    %y = math.fma %b, %c, %x fastmath<reassoc> : f32
    scf.yield %y : f32
  }
  return %r : f32
}

// -----

// a + b + c + d -> (a + b) + (c + d)
// CHECK-LABEL: @pairs
// CHECK: %[[AB:.*]] = arith.addf %arg0, %arg1 : f32
// CHECK: %[[CD:.*]] = arith.addf %arg2, %arg3 : f32
// CHECK: arith.addf %[[AB]], %[[CD]] : f32
func.func @pairs(%a: f32, %b: f32, %c: f32, %d: f32) -> f32 {
  %x = arith.addf %a, %b fastmath<reassoc> : f32
  %y = arith.addf %x, %c fastmath<reassoc> : f32
  %z = arith.addf %y, %d fastmath<reassoc> : f32
  return %z : f32
}

// -----

// A partial sum that is used elsewhere stays, as does what may not be reordered.
// CHECK-LABEL: @kept
// CHECK: %[[X:.*]] = arith.addf %arg0, %arg1 : f32
// CHECK: %[[Y:.*]] = arith.addf %[[X]], %arg2 : f32
// CHECK: %[[Z:.*]] = arith.addf %[[Y]], %arg3 : f32
// CHECK: return %[[Y]], %[[Z]]
func.func @kept(%a: f32, %b: f32, %c: f32, %d: f32) -> (f32, f32) {
  %x = arith.addf %a, %b : f32
  %y = arith.addf %x, %c : f32
  %z = arith.addf %y, %d fastmath<reassoc> : f32
  return %y, %z : f32, f32
}
