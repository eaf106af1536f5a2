// RUN: heddle-opt --unroll-loops %s | FileCheck %s

// 12 iterations by 4: three rounds of a body that is there four times.
// CHECK-LABEL: @divides
// CHECK: scf.while
// CHECK-COUNT-4: hd.barrier
// CHECK-NOT: hd.barrier
// CHECK: hd.unroll = 1
func.func @divides() -> i32 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %n = arith.constant 12 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    hd.barrier
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  } attributes {hd.unroll = 4 : i64}
  return %r : i32
}
