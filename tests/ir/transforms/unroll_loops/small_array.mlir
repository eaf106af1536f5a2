// RUN: heddle-opt --unroll-loops %s | FileCheck %s
// A loop of 16 iterations that indexes a small array of the thread's own, and one that does not.

!m = !hd.ptr<f32, private>
!array = !hd.ptr<!hd.array<16 x f32>, private>

// CHECK-LABEL: @counter(
// CHECK-NOT: scf.while
// CHECK: return
func.func @counter(%x: f32) {
  %m = hd.private : !array
  %a = hd.decay %m : !array -> !m
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %count = arith.constant 16 : i64
  %r = scf.while (%i = %zero) : (i64) -> i64 {
    %c = arith.cmpi slt, %i, %count : i64
    scf.condition(%c) %i : i64
  } do {
  ^bb0(%i: i64):
    %p = hd.offset %a[%i] : !m
    hd.store %x, %p : f32, !m
    %next = arith.addi %i, %one : i64
    scf.yield %next : i64
  }
  return
}

// Another index of the same array is known only when it runs: it has to stay memory anyway.
// CHECK-LABEL: @also_by_thread(
// CHECK: scf.while
func.func @also_by_thread(%x: f32) -> f32 {
  %m = hd.private : !array
  %a = hd.decay %m : !array -> !m
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %count = arith.constant 16 : i64
  %r = scf.while (%i = %zero) : (i64) -> i64 {
    %c = arith.cmpi slt, %i, %count : i64
    scf.condition(%c) %i : i64
  } do {
  ^bb0(%i: i64):
    %p = hd.offset %a[%i] : !m
    hd.store %x, %p : f32, !m
    %next = arith.addi %i, %one : i64
    scf.yield %next : i64
  }
  %t = hd.thread_id x
  %w = arith.extui %t : i32 to i64
  %q = hd.offset %a[%w] : !m
  %v = hd.load %q : !m -> f32
  return %v : f32
}
