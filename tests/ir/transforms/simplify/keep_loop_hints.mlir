// RUN: heddle-opt --simplify %s | FileCheck %s
// Dropping the unused argument rebuilds the loop; its hint stays.

// CHECK-LABEL: @loop
// CHECK: scf.while (%{{[^,]*}} = %{{[^,]*}}) : (i32) -> i32
// CHECK: attributes {hd.unroll = 4 : i64}
func.func @loop(%n: i32, %unused: f32) -> i32 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r:2 = scf.while (%i = %zero, %u = %unused) : (i32, f32) -> (i32, f32) {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i, %u : i32, f32
  } do {
  ^bb0(%i: i32, %u: f32):
    %next = arith.addi %i, %one : i32
    scf.yield %next, %u : i32, f32
  } attributes {hd.unroll = 4 : i64}
  return %r#0 : i32
}

// Neither does merging two results that are one value, nor dropping a result that nobody uses.
// CHECK-LABEL: @results
// CHECK-COUNT-2: attributes {hd.unroll = 2 : i64}
func.func @results(%n: i32) -> (i32, i32) {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r:2 = scf.while (%i = %zero) : (i32) -> (i32, i32) {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i, %i : i32, i32
  } do {
  ^bb0(%i: i32, %j: i32):
    %next = arith.addi %i, %j : i32
    scf.yield %next : i32
  } attributes {hd.unroll = 2 : i64}
  scf.while (%i = %zero) : (i32) -> i32 {
    hd.barrier
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %n : i32
  } do {
  ^bb0(%i: i32):
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  } attributes {hd.unroll = 2 : i64}
  return %r#0, %r#1 : i32, i32
}
