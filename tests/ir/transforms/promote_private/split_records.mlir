// RUN: heddle-opt --promote-private %s | FileCheck %s
// struct Stack { float data[32]; int top; }: the array stays memory, the rest becomes values.

!m = !hd.ptr<f32, private>
!stack = !hd.struct<"Stack", size 132, align 4, {"data": !hd.array<32 x f32> at 0, "top": i32 at 128}>
!nested = !hd.struct<"Nested", size 136, align 4, {"stack": !stack at 0, "n": i32 at 132}>

// CHECK-LABEL: @push(
// CHECK-SAME: %[[X:.*]]: f32, %[[I:.*]]: i64, %[[N:.*]]: i32
// CHECK: %[[A:.*]] = hd.private : !hd.ptr<!hd.array<32 x f32>, private>
// CHECK-NOT: hd.private
// CHECK: hd.store %[[X]]
// CHECK-NOT: hd.load
// CHECK: return %[[N]]
func.func @push(%x: f32, %i: i64, %n: i32) -> i32 {
  %s = hd.private : !hd.ptr<!stack, private>
  %g = hd.pointer_cast %s : !hd.ptr<!stack, private> -> !hd.ptr<!stack, generic>
  %top = hd.field %g[1] : !hd.ptr<!stack, generic> -> !hd.ptr<i32, generic>
  hd.store %n, %top : i32, !hd.ptr<i32, generic>
  %data = hd.field %g[0] : !hd.ptr<!stack, generic> -> !hd.ptr<!hd.array<32 x f32>, generic>
  %first = hd.decay %data : !hd.ptr<!hd.array<32 x f32>, generic> -> !hd.ptr<f32, generic>
  %p = hd.offset %first[%i] : !hd.ptr<f32, generic>
  hd.store %x, %p : f32, !hd.ptr<f32, generic>
  %r = hd.load %top : !hd.ptr<i32, generic> -> i32
  return %r : i32
}

// A copy of the whole is one of each field.
// CHECK-LABEL: @copied(
// CHECK-SAME: %[[P:.*]]: !hd.ptr<!hd.struct<"Nested"
// CHECK: %[[A:.*]] = hd.private : !hd.ptr<!hd.array<32 x f32>, private>
// CHECK: %[[S:.*]] = hd.field %[[P]][0]
// CHECK: %[[D:.*]] = hd.field %[[S]][0]
// CHECK: hd.copy %[[A]], %[[D]] : !hd.ptr<!hd.array<32 x f32>, private>, !hd.ptr<!hd.array<32 x f32>, global>
// CHECK: %[[T:.*]] = hd.field %[[S]][1]
// CHECK: %[[R:.*]] = hd.load %[[T]]
// CHECK: return %[[R]]
func.func @copied(%p: !hd.ptr<!nested, global>, %x: f32, %i: i64) -> i32 {
  %s = hd.private : !hd.ptr<!nested, private>
  hd.copy %s, %p : !hd.ptr<!nested, private>, !hd.ptr<!nested, global>
  %stack = hd.field %s[0] : !hd.ptr<!nested, private> -> !hd.ptr<!stack, private>
  %data = hd.field %stack[0] : !hd.ptr<!stack, private> -> !hd.ptr<!hd.array<32 x f32>, private>
  %first = hd.decay %data : !hd.ptr<!hd.array<32 x f32>, private> -> !m
  %q = hd.offset %first[%i] : !m
  hd.store %x, %q : f32, !m
  %top = hd.field %stack[1] : !hd.ptr<!stack, private> -> !hd.ptr<i32, private>
  %r = hd.load %top : !hd.ptr<i32, private> -> i32
  return %r : i32
}

// Its address is an integer somewhere: it stays whole.
// CHECK-LABEL: @escapes(
// CHECK: hd.private : !hd.ptr<!hd.struct<"Stack"
func.func @escapes(%n: i32) -> i64 {
  %s = hd.private : !hd.ptr<!stack, private>
  %top = hd.field %s[1] : !hd.ptr<!stack, private> -> !hd.ptr<i32, private>
  hd.store %n, %top : i32, !hd.ptr<i32, private>
  %i = hd.pointer_to_int %s : !hd.ptr<!stack, private>
  return %i : i64
}

// (&v.x)[i] means all fields from there on.
!vector = !hd.struct<"Vector", size 12, align 4, {"x": f32 at 0, "y": f32 at 4, "z": f32 at 8}>
// CHECK-LABEL: @indexed_from_a_field(
// CHECK: hd.private : !hd.ptr<!hd.struct<"Vector"
// CHECK-NOT: hd.private
func.func @indexed_from_a_field(%v: f32, %i: i64) -> f32 {
  %s = hd.private : !hd.ptr<!vector, private>
  %y = hd.field %s[1] : !hd.ptr<!vector, private> -> !m
  hd.store %v, %y : f32, !m
  %x = hd.field %s[0] : !hd.ptr<!vector, private> -> !m
  %p = hd.offset %x[%i] : !m
  %r = hd.load %p : !m -> f32
  return %r : f32
}

// (&v.x)[1] is y, also when z is indexed by a variable.
// CHECK-LABEL: @next_to_a_field(
// CHECK: hd.private : !hd.ptr<!hd.struct<"Stack"
// CHECK-NOT: hd.private
func.func @next_to_a_field(%n: i32, %i: i64) -> i32 {
  %minus = arith.constant -1 : i64
  %s = hd.private : !hd.ptr<!stack, private>
  %top = hd.field %s[1] : !hd.ptr<!stack, private> -> !hd.ptr<i32, private>
  %before = hd.offset %top[%minus] : !hd.ptr<i32, private>
  hd.store %n, %before : i32, !hd.ptr<i32, private>
  %data = hd.field %s[0] : !hd.ptr<!stack, private> -> !hd.ptr<!hd.array<32 x f32>, private>
  %first = hd.decay %data : !hd.ptr<!hd.array<32 x f32>, private> -> !m
  %q = hd.offset %first[%i] : !m
  %v = hd.load %q : !m -> f32
  %r = arith.fptosi %v : f32 to i32
  return %r : i32
}
