// RUN: heddle-opt --promote-private %s | FileCheck %s
// Structs, arrays, copies and reinterpreted scalars in straight-line code.
// CHECK-NOT: hd.private

!pair = !hd.struct<"float2", size 8, align 8, {"x": f32 at 0, "y": f32 at 4}>

// CHECK-LABEL: @fields(
// CHECK-SAME: %[[A:.*]]: f32, %[[B:.*]]: f32
// CHECK-NEXT: return %[[B]], %[[A]]
func.func @fields(%a: f32, %b: f32) -> (f32, f32) {
  %m = hd.private : !hd.ptr<!pair, private>
  %x = hd.field %m[0] : !hd.ptr<!pair, private> -> !hd.ptr<f32, private>
  %y = hd.field %m[1] : !hd.ptr<!pair, private> -> !hd.ptr<f32, private>
  hd.store %a, %x : f32, !hd.ptr<f32, private>
  hd.store %b, %y : f32, !hd.ptr<f32, private>
  %c = hd.load %y : !hd.ptr<f32, private> -> f32
  %d = hd.load %x : !hd.ptr<f32, private> -> f32
  return %c, %d : f32, f32
}

// An element never written reads as zero.
// CHECK-LABEL: @elements(
// CHECK-SAME: %[[A:.*]]: i32
// CHECK: %[[Z:.*]] = arith.constant 0 : i32
// CHECK: return %[[A]], %[[Z]]
func.func @elements(%a: i32) -> (i32, i32) {
  %one = arith.constant 1 : i64
  %m = hd.private : !hd.ptr<!hd.array<4 x i32>, private>
  %p = hd.decay %m : !hd.ptr<!hd.array<4 x i32>, private> -> !hd.ptr<i32, private>
  %q = hd.offset %p[%one] : !hd.ptr<i32, private>
  %r = hd.offset %q[%one] : !hd.ptr<i32, private>
  hd.store %a, %q : i32, !hd.ptr<i32, private>
  %c = hd.load %q : !hd.ptr<i32, private> -> i32
  %d = hd.load %r : !hd.ptr<i32, private> -> i32
  return %c, %d : i32, i32
}

// *(int *)&x
// CHECK-LABEL: @punned(
// CHECK-SAME: %[[A:.*]]: f32
// CHECK-NEXT: %[[I:.*]] = arith.bitcast %[[A]] : f32 to i32
// CHECK-NEXT: return %[[I]]
func.func @punned(%a: f32) -> i32 {
  %m = hd.private : !hd.ptr<f32, private>
  %p = hd.pointer_cast %m : !hd.ptr<f32, private> -> !hd.ptr<i32, private>
  hd.store %a, %m : f32, !hd.ptr<f32, private>
  %c = hd.load %p : !hd.ptr<i32, private> -> i32
  return %c : i32
}

// float2 t = *p; u = t; t.x = a; *p = t
// CHECK-LABEL: @copies(
// CHECK-SAME: %[[P:.*]]: !hd.ptr<{{.*}}, global>, %[[A:.*]]: f32
// CHECK-NOT: hd.copy
// CHECK: %[[X:.*]] = hd.load
// CHECK: %[[Y:.*]] = hd.load
// CHECK: hd.store %[[A]]
// CHECK-NEXT: hd.store %[[Y]]
// CHECK-NEXT: return %[[X]]
func.func @copies(%p: !hd.ptr<!pair, global>, %a: f32) -> f32 {
  %t = hd.private : !hd.ptr<!pair, private>
  %u = hd.private : !hd.ptr<!pair, private>
  hd.copy %t, %p : !hd.ptr<!pair, private>, !hd.ptr<!pair, global>
  hd.copy %u, %t : !hd.ptr<!pair, private>, !hd.ptr<!pair, private>
  %x = hd.field %t[0] : !hd.ptr<!pair, private> -> !hd.ptr<f32, private>
  hd.store %a, %x : f32, !hd.ptr<f32, private>
  hd.copy %p, %t : !hd.ptr<!pair, global>, !hd.ptr<!pair, private>
  %ux = hd.field %u[0] : !hd.ptr<!pair, private> -> !hd.ptr<f32, private>
  %r = hd.load %ux : !hd.ptr<f32, private> -> f32
  return %r : f32
}
