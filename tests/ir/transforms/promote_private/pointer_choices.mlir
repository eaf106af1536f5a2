// RUN: heddle-opt --promote-private --simplify %s | FileCheck %s
// A pointer that depends on a condition: functions that return references make them.

!m = !hd.ptr<f32, private>
!pair = !hd.struct<"float2", size 8, align 8, {"x": f32 at 0, "y": f32 at 4}>

// *(c ? &a : &b) = x
// CHECK-LABEL: @stored(
// CHECK-SAME: %[[C:.*]]: i1, %[[A:.*]]: f32, %[[B:.*]]: f32, %[[X:.*]]: f32
// CHECK-NOT: hd.private
// CHECK-DAG: %[[P:.*]] = arith.select %[[C]], %[[X]], %[[A]]
// CHECK-DAG: %[[Q:.*]] = arith.select %[[C]], %[[B]], %[[X]]
// CHECK: return %[[P]], %[[Q]]
func.func @stored(%c: i1, %a: f32, %b: f32, %x: f32) -> (f32, f32) {
  %p = hd.private : !m
  %q = hd.private : !m
  hd.store %a, %p : f32, !m
  hd.store %b, %q : f32, !m
  %r = arith.select %c, %p, %q : !m
  hd.store %x, %r : f32, !m
  %u = hd.load %p : !m -> f32
  %v = hd.load %q : !m -> f32
  return %u, %v : f32, f32
}

// One of three, a field of it, and a copy: all become values.
// CHECK-LABEL: @fields_of_one_of_three(
// CHECK-SAME: %[[C:.*]]: i1, %[[D:.*]]: i1, %[[A:.*]]: f32, %[[B:.*]]: f32
// CHECK-NOT: hd.private
// CHECK-NOT: hd.copy
// CHECK: return
func.func @fields_of_one_of_three(%c: i1, %d: i1, %a: f32, %b: f32) -> (f32, f32) {
  %p = hd.private : !hd.ptr<!pair, private>
  %q = hd.private : !hd.ptr<!pair, private>
  %s = hd.private : !hd.ptr<!pair, private>
  %px = hd.field %p[0] : !hd.ptr<!pair, private> -> !m
  %qx = hd.field %q[0] : !hd.ptr<!pair, private> -> !m
  %sx = hd.field %s[0] : !hd.ptr<!pair, private> -> !m
  hd.store %a, %px : f32, !m
  hd.store %b, %qx : f32, !m
  %r = arith.select %c, %p, %q : !hd.ptr<!pair, private>
  %t = arith.select %d, %r, %s : !hd.ptr<!pair, private>
  %ty = hd.field %t[1] : !hd.ptr<!pair, private> -> !m
  hd.store %a, %ty : f32, !m
  hd.copy %s, %t : !hd.ptr<!pair, private>, !hd.ptr<!pair, private>
  %u = hd.load %sx : !m -> f32
  %v = hd.load %qx : !m -> f32
  return %u, %v : f32, f32
}

// The other pointer leads to the device's memory, which is read only when it is the one.
// CHECK-LABEL: @or_global(
// CHECK-SAME: %[[C:.*]]: i1, %[[A:.*]]: f32, %[[G:.*]]: !hd.ptr<f32, global>
// CHECK-NOT: hd.private
// CHECK: %[[R:.*]] = scf.if %[[C]]
// CHECK:   scf.yield %[[A]]
// CHECK: else
// CHECK:   hd.load %[[G]] : !hd.ptr<f32, global>
// CHECK: return %[[R]]
func.func @or_global(%c: i1, %a: f32, %g: !hd.ptr<f32, global>) -> f32 {
  %p = hd.private : !m
  hd.store %a, %p : f32, !m
  %pg = hd.pointer_cast %p : !m -> !hd.ptr<f32, generic>
  %gg = hd.pointer_cast %g : !hd.ptr<f32, global> -> !hd.ptr<f32, generic>
  %r = arith.select %c, %pg, %gg : !hd.ptr<f32, generic>
  %u = hd.load %r : !hd.ptr<f32, generic> -> f32
  return %u : f32
}

// if (c) { p = 1; return &p } else return &q: branches with effects, and with a condition of their own.
// CHECK-LABEL: @returned(
// CHECK-NOT: hd.private
// CHECK: return
func.func @returned(%c: i1, %n: !hd.ptr<i32, global>, %a: f32) -> (f32, f32) {
  %p = hd.private : !m
  %q = hd.private : !m
  hd.store %a, %p : f32, !m
  hd.store %a, %q : f32, !m
  %one = arith.constant 1.0 : f32
  %r:2 = scf.if %c -> (i32, !m) {
    hd.store %one, %p : f32, !m
    %k = hd.load %n : !hd.ptr<i32, global> -> i32
    %zero = arith.constant 0 : i32
    %d = arith.cmpi eq, %k, %zero : i32
    %s = scf.if %d -> !m {
      hd.store %k, %n : i32, !hd.ptr<i32, global>
      scf.yield %p : !m
    } else {
      scf.yield %q : !m
    }
    scf.yield %k, %s : i32, !m
  } else {
    %z = arith.constant 5 : i32
    scf.yield %z, %q : i32, !m
  }
  hd.store %r#0, %n : i32, !hd.ptr<i32, global>
  %u = hd.load %r#1 : !m -> f32
  %v = hd.load %p : !m -> f32
  return %u, %v : f32, f32
}
