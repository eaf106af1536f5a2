// RUN: heddle-opt --unroll-counted %s | FileCheck %s

// 128 rounds of a small loop: 32 at a time, with nothing left over, and more if an assembler likes to.
// CHECK-LABEL: @dot
// CHECK: scf.while
// CHECK-COUNT-64: hd.load
// CHECK-NOT: hd.load
// CHECK: hd.unrolled
// CHECK-NOT: scf.while
// CHECK: return
func.func @dot(%p: !hd.ptr<f32, shared>, %q: !hd.ptr<f32, shared>) -> f32 {
  %from = arith.constant 0 : i32
  %n = arith.constant 128 : i32
  %step = arith.constant 1 : i32
  %zero = arith.constant 0.0 : f32
  %r:2 = scf.while (%i = %from, %s = %zero) : (i32, f32) -> (i32, f32) {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i, %s : i32, f32
  } do {
  ^bb0(%i: i32, %s: f32):
    %wide = arith.extsi %i : i32 to i64
    %a = hd.offset %p[%wide] : !hd.ptr<f32, shared>
    %x = hd.load %a : !hd.ptr<f32, shared> -> f32
    %b = hd.offset %q[%wide] : !hd.ptr<f32, shared>
    %y = hd.load %b : !hd.ptr<f32, shared> -> f32
    %t = math.fma %x, %y, %s : f32
    %next = arith.addi %i, %step overflow<nsw> : i32
    scf.yield %next, %t : i32, f32
  }
  return %r#1 : f32
}

// 17 rounds: all of them, as no part of them comes out even.
// CHECK-LABEL: @odd
// CHECK-NOT: scf.while
// CHECK-COUNT-17: math.sqrt
// CHECK-NOT: math.sqrt
// CHECK: return
func.func @odd(%x: f32) -> f32 {
  %from = arith.constant 0 : i32
  %n = arith.constant 17 : i32
  %step = arith.constant 1 : i32
  %r:2 = scf.while (%i = %from, %s = %x) : (i32, f32) -> (i32, f32) {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i, %s : i32, f32
  } do {
  ^bb0(%i: i32, %s: f32):
    %t = math.sqrt %s : f32
    %next = arith.addi %i, %step : i32
    scf.yield %next, %t : i32, f32
  }
  return %r#1 : f32
}

// The program says that this one stays as it is.
// CHECK-LABEL: @hinted
// CHECK: scf.while
// CHECK-COUNT-1: math.sqrt
// CHECK-NOT: math.sqrt
// CHECK: hd.unroll = 1
func.func @hinted(%x: f32) -> f32 {
  %from = arith.constant 0 : i32
  %n = arith.constant 16 : i32
  %step = arith.constant 1 : i32
  %r:2 = scf.while (%i = %from, %s = %x) : (i32, f32) -> (i32, f32) {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i, %s : i32, f32
  } do {
  ^bb0(%i: i32, %s: f32):
    %t = math.sqrt %s : f32
    %next = arith.addi %i, %step : i32
    scf.yield %next, %t : i32, f32
  } attributes {hd.unroll = 1 : i64}
  return %r#1 : f32
}
