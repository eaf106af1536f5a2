// RUN: heddle-opt --simplify %s | FileCheck %s

!global = !hd.ptr<f32, global>
!generic = !hd.ptr<f32, generic>
!shared = !hd.ptr<f32, shared>
!shared_int = !hd.ptr<i32, shared>

// p + 0 -> p
// CHECK-LABEL: @offset_zero(
// CHECK-SAME: %[[P:.*]]: !hd.ptr<f32, global>
// CHECK-NEXT: return %[[P]]
func.func @offset_zero(%p: !global) -> !global {
  %zero = arith.constant 0 : i64
  %q = hd.offset %p[%zero] : !global
  return %q : !global
}

// (p + 2) + 3 -> p + 5
// CHECK-LABEL: @offset_constants(
// CHECK: %[[C:.*]] = arith.constant 5 : i64
// CHECK-NEXT: hd.offset %{{.*}}[%[[C]]]
// CHECK-NEXT: return
func.func @offset_constants(%p: !global) -> !global {
  %two = arith.constant 2 : i64
  %three = arith.constant 3 : i64
  %q = hd.offset %p[%two] : !global
  %r = hd.offset %q[%three] : !global
  return %r : !global
}

// A row and a column stay apart.
// CHECK-LABEL: @offset_variables(
// CHECK-COUNT-2: hd.offset
func.func @offset_variables(%p: !global, %row: i64, %column: i64) -> !global {
  %q = hd.offset %p[%row] : !global
  %r = hd.offset %q[%column] : !global
  return %r : !global
}

// CHECK-LABEL: @casts(
// CHECK-SAME: %[[P:.*]]: !hd.ptr<f32, shared>
// CHECK-NEXT: %[[Q:.*]] = hd.pointer_cast %[[P]] : !hd.ptr<f32, shared> -> !hd.ptr<i32, shared>
// CHECK-NEXT: return %[[P]], %[[Q]]
func.func @casts(%p: !shared) -> (!shared, !shared_int) {
  %generic = hd.pointer_cast %p : !shared -> !generic
  %back = hd.pointer_cast %generic : !generic -> !shared
  %int = hd.pointer_cast %back : !shared -> !shared_int
  return %back, %int : !shared, !shared_int
}

// The integer of a shared pointer need not be that of its generic address.
// CHECK-LABEL: @address_space_matters(
// CHECK: hd.pointer_cast
// CHECK: hd.pointer_to_int
func.func @address_space_matters(%p: !shared) -> i64 {
  %generic = hd.pointer_cast %p : !shared -> !generic
  %i = hd.pointer_to_int %generic : !generic
  return %i : i64
}

// CHECK-LABEL: @int_roundtrip(
// CHECK-SAME: %[[P:.*]]: !hd.ptr<f32, global>, %[[I:.*]]: i64
// CHECK-NEXT: return %[[P]], %[[I]]
func.func @int_roundtrip(%p: !global, %i: i64) -> (!global, i64) {
  %a = hd.pointer_to_int %p : !global
  %q = hd.int_to_pointer %a : !global
  %r = hd.int_to_pointer %i : !global
  %j = hd.pointer_to_int %r : !global
  return %q, %j : !global, i64
}

// CHECK-LABEL: @bit_reverse(
// CHECK-SAME: %[[X:.*]]: i32
// CHECK-DAG: arith.constant -2147483648 : i32
// CHECK-NOT: hd.bit_reverse
func.func @bit_reverse(%x: i32) -> (i32, i32) {
  %one = arith.constant 1 : i32
  %a = hd.bit_reverse %one : i32
  %b = hd.bit_reverse %x : i32
  %c = hd.bit_reverse %b : i32
  return %a, %c : i32, i32
}

// CHECK-LABEL: @effects(
// CHECK-NOT: hd.assert
// CHECK-NOT: hd.copy
// CHECK-NOT: hd.private
// CHECK: hd.load volatile
// CHECK-NOT: hd.load
// CHECK: return
func.func @effects(%p: !global) {
  %true = arith.constant true
  hd.assert %true, "holds"
  hd.copy %p, %p : !global, !global
  %m = hd.private : !hd.ptr<f32, private>
  %a = hd.load %p : !global -> f32
  %b = hd.load volatile %p : !global -> f32
  return
}

// A NaN gives way, and -0 is less than +0.
// CHECK-LABEL: @extremes_of_constants(
// CHECK-DAG: %[[ONE:.*]] = arith.constant 1.0
// CHECK-DAG: %[[NAN:.*]] = arith.constant 0x7FC00000
// CHECK-DAG: %[[ZERO:.*]] = arith.constant -0.0
// CHECK-NEXT: return %[[ONE]], %[[ONE]], %[[NAN]], %[[ZERO]]
func.func @extremes_of_constants() -> (f32, f32, f32, f32) {
  %nan = arith.constant 0x7FC00000 : f32
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0.0 : f32
  %minus = arith.constant -0.0 : f32
  %a = hd.maxnum %nan, %one : f32
  %b = hd.minnum %one, %nan : f32
  %c = hd.minnum %nan, %nan : f32
  %d = hd.minnum %zero, %minus : f32
  return %a, %b, %c, %d : f32, f32, f32, f32
}

// max(x, -inf) is -inf where x is NaN
// CHECK-LABEL: @extreme_of_infinity(
// CHECK: hd.maxnum
func.func @extreme_of_infinity(%x: f32) -> f32 {
  %infinity = arith.constant 0xFF800000 : f32
  %a = hd.maxnum %x, %infinity : f32
  return %a : f32
}
