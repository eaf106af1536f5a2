// RUN: heddle-opt --promote-private %s | FileCheck %s
// A variable of a loop's body is not carried from one iteration to the next, although its memory is that of
// the whole function and it is written under a condition.

!m = !hd.ptr<f32, private>

// CHECK-LABEL: @body_variable(
// CHECK: scf.while (%{{[^,]*}} = %{{[^,]*}}) : (i32) -> i32
// CHECK: scf.if %{{.*}} {
// CHECK-NOT: hd.store %{{.*}} private
func.func @body_variable(%n: i32, %c: i1, %x: f32, %p: !hd.ptr<f32, global>) {
  %m = hd.private : !m
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %k = arith.cmpi slt, %i, %n : i32
    scf.condition(%k) %i : i32
  } do {
  ^bb0(%i: i32):
    scf.if %c {
      hd.store %x, %m : f32, !m
      %v = hd.load %m : !m -> f32
      hd.store %v, %p : f32, !hd.ptr<f32, global>
    }
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  return
}

// One that is read before it is written in the next iteration is carried.
// CHECK-LABEL: @carried_variable(
// CHECK: scf.while (%{{[^,]*}} = %{{[^,]*}}, %{{[^,]*}} = %{{[^,]*}}) : (i32, f32) -> (i32, f32)
func.func @carried_variable(%n: i32, %x: f32, %p: !hd.ptr<f32, global>) {
  %m = hd.private : !m
  hd.store %x, %m : f32, !m
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %k = arith.cmpi slt, %i, %n : i32
    scf.condition(%k) %i : i32
  } do {
  ^bb0(%i: i32):
    %v = hd.load %m : !m -> f32
    hd.store %v, %p : f32, !hd.ptr<f32, global>
    %w = arith.addf %v, %x : f32
    hd.store %w, %m : f32, !m
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  return
}
