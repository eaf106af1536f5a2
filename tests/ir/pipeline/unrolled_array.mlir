// RUN: heddle-opt --heddle-pipeline %s | FileCheck %s
// float a[2]; for (i...) a[i] = p[i]; sum over a: unrolling makes the indices constant, then the array goes.

// CHECK-LABEL: func.func @sum
// CHECK-NOT: hd.private
// CHECK-NOT: scf.while
// CHECK-DAG: %[[X:.*]] = hd.load
// CHECK-DAG: %[[Y:.*]] = hd.load
// CHECK: arith.addf
// CHECK: return
func.func @sum(%p: !hd.ptr<f32, global>) attributes {hd.kernel} {
  %m = hd.private : !hd.ptr<!hd.array<2 x f32>, private>
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %f = arith.constant 0.0 : f32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %two : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %wide = arith.extsi %i : i32 to i64
    %q = hd.offset %p[%wide] : !hd.ptr<f32, global>
    %v = hd.load %q : !hd.ptr<f32, global> -> f32
    %a = hd.decay %m : !hd.ptr<!hd.array<2 x f32>, private> -> !hd.ptr<f32, private>
    %e = hd.offset %a[%wide] : !hd.ptr<f32, private>
    hd.store %v, %e : f32, !hd.ptr<f32, private>
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  %s:2 = scf.while (%i = %zero, %acc = %f) : (i32, f32) -> (i32, f32) {
    %c = arith.cmpi slt, %i, %two : i32
    scf.condition(%c) %i, %acc : i32, f32
  } do {
  ^bb0(%i: i32, %acc: f32):
    %wide = arith.extsi %i : i32 to i64
    %a = hd.decay %m : !hd.ptr<!hd.array<2 x f32>, private> -> !hd.ptr<f32, private>
    %e = hd.offset %a[%wide] : !hd.ptr<f32, private>
    %v = hd.load %e : !hd.ptr<f32, private> -> f32
    %t = arith.addf %acc, %v : f32
    %next = arith.addi %i, %one : i32
    scf.yield %next, %t : i32, f32
  }
  hd.store %s#1, %p : f32, !hd.ptr<f32, global>
  return
}
