// RUN: heddle-opt --unroll-loops --simplify %s | FileCheck %s

// for (i = 0; i < 3; i += 1) store i
// CHECK-LABEL: @counted
// CHECK-NOT: scf.while
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : i32
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : i32
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : i32
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : i32
// CHECK: hd.store volatile %[[C0]]
// CHECK-NEXT: hd.store volatile %[[C1]]
// CHECK-NEXT: hd.store volatile %[[C2]]
// CHECK-NEXT: return %[[C3]]
func.func @counted(%p: !hd.ptr<i32, global>) -> i32 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %three : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    hd.store volatile %i, %p : i32, !hd.ptr<i32, global>
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  return %r : i32
}

// for (s = 64; s > 0; s >>= 1) with a full hint, seven times
// CHECK-LABEL: @halving
// CHECK-COUNT-7: hd.barrier
// CHECK-NOT: hd.barrier
func.func @halving() {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %n = arith.constant 64 : i32
  %r = scf.while (%s = %n) : (i32) -> i32 {
    %c = arith.cmpi sgt, %s, %zero : i32
    scf.condition(%c) %s : i32
  } do {
  ^bb0(%s: i32):
    hd.barrier
    %next = arith.shrsi %s, %one : i32
    scf.yield %next : i32
  } attributes {hd.unroll = 0 : i64}
  return
}

// The inner bound is the outer index: 0 + 1 + 2 iterations.
// CHECK-LABEL: @triangle
// CHECK-COUNT-3: hd.barrier
// CHECK-NOT: hd.barrier
func.func @triangle() {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %three : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %s = scf.while (%j = %zero) : (i32) -> i32 {
      %c = arith.cmpi slt, %j, %i : i32
      scf.condition(%c) %j : i32
    } do {
    ^bb0(%j: i32):
      hd.barrier
      %next = arith.addi %j, %one : i32
      scf.yield %next : i32
    }
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  return
}

// A loop that never runs disappears.
// CHECK-LABEL: @never
// CHECK-NEXT: return
func.func @never() {
  %false = arith.constant false
  scf.while : () -> () {
    scf.condition(%false)
  } do {
    hd.barrier
    scf.yield
  }
  return
}
