// RUN: heddle-opt --inline-calls %s | FileCheck %s
// RUN: heddle-opt --inline-calls -mlir-print-debuginfo %s | FileCheck %s --check-prefix=LOC

// CHECK-LABEL: func.func @kernel(
// CHECK-SAME: %[[X:.*]]: f32, %[[C:.*]]: i1
// CHECK: %[[A:.*]] = arith.addf %[[X]], %[[X]]
// CHECK: scf.if %[[C]]
// CHECK:   %[[B:.*]] = arith.addf %[[A]], %[[A]]
// CHECK:   arith.mulf %[[B]], %[[A]]
// CHECK-NOT: call
// CHECK-NOT: @twice
// CHECK-NOT: @scaled
// CHECK-NOT: @unused
// LOC: arith.addf {{.*}} loc(#[[SITE:loc[0-9]+]])
// LOC: #[[SITE]] = loc(callsite({{.*}} at {{.*}}))
func.func @kernel(%x: f32, %c: i1) -> f32 attributes {hd.kernel} {
  %a = func.call @twice(%x) : (f32) -> f32
  %r = scf.if %c -> f32 {
    %b = func.call @scaled(%a) : (f32) -> f32
    scf.yield %b : f32
  } else {
    scf.yield %a : f32
  }
  return %r : f32
}
func.func private @scaled(%x: f32) -> f32 {
  %a = func.call @twice(%x) : (f32) -> f32
  %b = arith.mulf %a, %x : f32
  return %b : f32
}
func.func private @twice(%x: f32) -> f32 {
  %a = arith.addf %x, %x : f32
  return %a : f32
}
func.func private @unused(%x: f32) -> f32 { return %x : f32 }
