// RUN: heddle-opt --unroll-loops %s | FileCheck %s
// Loops that stay, with their hints.

// CHECK-LABEL: @unknown_bound
// CHECK: scf.while
// CHECK: hd.unroll = 0
func.func @unknown_bound(%n: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  } attributes {hd.unroll = 0 : i64}
  return %r : i32
}

// CHECK-LABEL: @forbidden
// CHECK: scf.while
// CHECK: hd.unroll = 1
func.func @forbidden() -> i32 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %one : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  } attributes {hd.unroll = 1 : i64}
  return %r : i32
}

// Nine iterations are too many without a hint; 5 does not divide 12.
// CHECK-LABEL: @too_many
// CHECK: scf.while
// CHECK: scf.while
// CHECK: hd.unroll = 5
func.func @too_many() -> (i32, i32) {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %nine = arith.constant 9 : i32
  %twelve = arith.constant 12 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %nine : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  %s = scf.while (%i = %zero) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %twelve : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  } attributes {hd.unroll = 5 : i64}
  return %r, %s : i32, i32
}

// The loop never ends: the search for a trip count does.
// CHECK-LABEL: @endless
// CHECK: scf.while
func.func @endless() {
  %true = arith.constant true
  scf.while : () -> () {
    scf.condition(%true)
  } do {
    hd.barrier
    scf.yield
  } attributes {hd.unroll = 2 : i64}
  return
}
