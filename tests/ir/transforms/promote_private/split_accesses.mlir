// RUN: heddle-opt --promote-private --simplify %s | FileCheck %s
// Scalars that are read in another size than they were written in.

!half2 = !hd.struct<"half2", size 4, align 4, {"x": f16 at 0, "y": f16 at 2}>
!bits = !hd.struct<"Bits", size 4, align 4, {"f": f32 at 0, "b": !hd.array<4 x i8> at 0}>

// The upper half of a double.
// CHECK-LABEL: @upper_half(
// CHECK-SAME: %[[A:.*]]: f64
// CHECK-NOT: hd.private
// CHECK: %[[B:.*]] = arith.bitcast %[[A]] : f64 to i64
// CHECK: %[[S:.*]] = arith.shrui %[[B]], %{{.*}} : i64
// CHECK: %[[T:.*]] = arith.trunci %[[S]] : i64 to i32
// CHECK: return %[[T]]
func.func @upper_half(%a: f64) -> i32 {
  %one = arith.constant 1 : i64
  %m = hd.private : !hd.ptr<f64, private>
  %p = hd.pointer_cast %m : !hd.ptr<f64, private> -> !hd.ptr<i32, private>
  %q = hd.offset %p[%one] : !hd.ptr<i32, private>
  hd.store %a, %m : f64, !hd.ptr<f64, private>
  %r = hd.load %q : !hd.ptr<i32, private> -> i32
  return %r : i32
}

// *(unsigned *)&h, where h is a half2
// CHECK-LABEL: @word_of_halves(
// CHECK-SAME: %[[X:.*]]: f16, %[[Y:.*]]: f16
// CHECK-NOT: hd.private
// CHECK-DAG: arith.bitcast %[[X]] : f16 to i16
// CHECK-DAG: arith.bitcast %[[Y]] : f16 to i16
// CHECK: arith.shli
// CHECK: arith.ori
// CHECK: return
func.func @word_of_halves(%x: f16, %y: f16) -> i32 {
  %m = hd.private : !hd.ptr<!half2, private>
  %px = hd.field %m[0] : !hd.ptr<!half2, private> -> !hd.ptr<f16, private>
  %py = hd.field %m[1] : !hd.ptr<!half2, private> -> !hd.ptr<f16, private>
  hd.store %x, %px : f16, !hd.ptr<f16, private>
  hd.store %y, %py : f16, !hd.ptr<f16, private>
  %w = hd.pointer_cast %m : !hd.ptr<!half2, private> -> !hd.ptr<i32, private>
  %r = hd.load %w : !hd.ptr<i32, private> -> i32
  return %r : i32
}

// A union, copied; its bytes.
// CHECK-LABEL: @union(
// CHECK-SAME: %[[X:.*]]: f32
// CHECK-NOT: hd.private
// CHECK: arith.bitcast %[[X]] : f32 to i32
// CHECK: %[[T:.*]] = arith.trunci %{{.*}} : i32 to i8
// CHECK: return %[[T]]
func.func @union(%x: f32) -> i8 {
  %two = arith.constant 2 : i64
  %m = hd.private : !hd.ptr<!bits, private>
  %n = hd.private : !hd.ptr<!bits, private>
  %f = hd.field %m[0] : !hd.ptr<!bits, private> -> !hd.ptr<f32, private>
  hd.store %x, %f : f32, !hd.ptr<f32, private>
  hd.copy %n, %m : !hd.ptr<!bits, private>, !hd.ptr<!bits, private>
  %b = hd.field %n[1] : !hd.ptr<!bits, private> -> !hd.ptr<!hd.array<4 x i8>, private>
  %first = hd.decay %b : !hd.ptr<!hd.array<4 x i8>, private> -> !hd.ptr<i8, private>
  %p = hd.offset %first[%two] : !hd.ptr<i8, private>
  %r = hd.load %p : !hd.ptr<i8, private> -> i8
  return %r : i8
}

// A pointer in pieces is no pointer.
// CHECK-LABEL: @pointer(
// CHECK: hd.private
func.func @pointer(%x: !hd.ptr<f32, generic>) -> i32 {
  %m = hd.private : !hd.ptr<!hd.ptr<f32, generic>, private>
  hd.store %x, %m : !hd.ptr<f32, generic>, !hd.ptr<!hd.ptr<f32, generic>, private>
  %p = hd.pointer_cast %m : !hd.ptr<!hd.ptr<f32, generic>, private> -> !hd.ptr<i32, private>
  %r = hd.load %p : !hd.ptr<i32, private> -> i32
  return %r : i32
}
