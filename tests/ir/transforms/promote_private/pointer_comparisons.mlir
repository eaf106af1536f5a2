// RUN: heddle-opt --promote-private --simplify %s | FileCheck %s
// `if (this != &other)`: what compares addresses of variables needs no memory.

!m = !hd.ptr<f32, private>
!array = !hd.ptr<!hd.array<4 x f32>, private>

// CHECK-LABEL: @different_objects(
// CHECK-NOT: hd.private
// CHECK-DAG: %[[T:.*]] = arith.constant true
// CHECK-DAG: %[[F:.*]] = arith.constant false
// CHECK: return %[[T]], %[[F]], %[[T]]
func.func @different_objects(%a: f32, %g: !hd.ptr<f32, global>) -> (i1, i1, i1) {
  %m = hd.private : !m
  %n = hd.private : !m
  hd.store %a, %m : f32, !m
  hd.store %a, %n : f32, !m
  %zero = arith.constant 0 : i64
  %x = hd.pointer_to_int %m : !m
  %y = hd.pointer_to_int %n : !m
  %z = hd.pointer_to_int %g : !hd.ptr<f32, global>
  %c = arith.cmpi ne, %x, %y : i64
  %d = arith.cmpi eq, %x, %z : i64
  %e = arith.cmpi ne, %x, %zero : i64
  return %c, %d, %e : i1, i1, i1
}

// CHECK-LABEL: @one_object(
// CHECK-SAME: %[[I:.*]]: i64
// CHECK-NOT: hd.pointer_to_int
// CHECK-DAG: %[[TWO:.*]] = arith.constant 2 : i64
// CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : i64
// CHECK: %[[C:.*]] = arith.cmpi slt, %[[I]], %[[TWO]]
// CHECK: %[[D:.*]] = arith.muli %[[I]], %[[FOUR]]
// CHECK: return %[[C]], %[[D]]
func.func @one_object(%i: i64) -> (i1, i64) {
  %m = hd.private : !array
  %two = arith.constant 2 : i64
  %p = hd.decay %m : !array -> !m
  %q = hd.offset %p[%i] : !m
  %r = hd.offset %p[%two] : !m
  %x = hd.pointer_to_int %q : !m
  %y = hd.pointer_to_int %r : !m
  %z = hd.pointer_to_int %p : !m
  %c = arith.cmpi ult, %x, %y : i64
  %d = arith.subi %x, %z : i64
  return %c, %d : i1, i64
}

// A pointer that comes from elsewhere may be any.
// CHECK-LABEL: @unknown(
// CHECK: hd.private
// CHECK: arith.cmpi eq
func.func @unknown(%g: !hd.ptr<!hd.ptr<f32, generic>, global>) -> i1 {
  %m = hd.private : !m
  %p = hd.load %g : !hd.ptr<!hd.ptr<f32, generic>, global> -> !hd.ptr<f32, generic>
  %x = hd.pointer_to_int %m : !m
  %y = hd.pointer_to_int %p : !hd.ptr<f32, generic>
  %c = arith.cmpi eq, %x, %y : i64
  return %c : i1
}

// (c ? &m : &n) == &m
// CHECK-LABEL: @chosen(
// CHECK-SAME: %[[C:.*]]: i1
// CHECK-NEXT: return %[[C]]
func.func @chosen(%c: i1) -> i1 {
  %m = hd.private : !m
  %n = hd.private : !m
  %p = arith.select %c, %m, %n : !m
  %x = hd.pointer_to_int %p : !m
  %y = hd.pointer_to_int %m : !m
  %r = arith.cmpi eq, %x, %y : i64
  return %r : i1
}

// (c ? &m : null) + 1 may be of null.
// CHECK-LABEL: @perhaps_null(
// CHECK: arith.cmpi eq
func.func @perhaps_null(%c: i1, %i: i64) -> i1 {
  %zero = arith.constant 0 : i64
  %m = hd.private : !m
  %null = hd.int_to_pointer %zero : !m
  %p = arith.select %c, %m, %null : !m
  %q = hd.offset %p[%i] : !m
  %x = hd.pointer_to_int %q : !m
  %r = arith.cmpi eq, %x, %zero : i64
  return %r : i1
}
