// RUN: heddle-opt --promote-private %s | FileCheck %s
// A copy that is only read: a functor with a table as a parameter of a kernel, or of a function.

!table = !hd.array<100 x f32>
!m = !hd.ptr<f32, private>

// CHECK-LABEL: @parameter(
// CHECK-SAME: %[[P:[^:]*]]: !hd.ptr<{{.*}}, param>, %[[I:.*]]: i64
// CHECK-NOT: hd.private
// CHECK-NOT: hd.copy
// CHECK: %[[D:.*]] = hd.decay %[[P]] : {{.*}} -> !hd.ptr<f32, param>
// CHECK: %[[A:.*]] = hd.offset %[[D]][%[[I]]] : !hd.ptr<f32, param>
// CHECK: hd.load %[[A]] : !hd.ptr<f32, param>
func.func @parameter(%p: !hd.ptr<!table, param>, %i: i64) -> f32 {
  %t = hd.private : !hd.ptr<!table, private>
  hd.copy %t, %p : !hd.ptr<!table, private>, !hd.ptr<!table, param>
  %g = hd.pointer_cast %t : !hd.ptr<!table, private> -> !hd.ptr<!table, generic>
  %first = hd.decay %g : !hd.ptr<!table, generic> -> !hd.ptr<f32, generic>
  %q = hd.offset %first[%i] : !hd.ptr<f32, generic>
  %r = hd.load %q : !hd.ptr<f32, generic> -> f32
  return %r : f32
}

// Passed on by value: one object is enough.
// CHECK-LABEL: @filled_before(
// CHECK-COUNT-1: hd.private
// CHECK-NOT: hd.private
// CHECK-NOT: hd.copy
func.func @filled_before(%x: f32, %i: i64, %c: i1) -> f32 {
  %s = hd.private : !hd.ptr<!table, private>
  %t = hd.private : !hd.ptr<!table, private>
  %s0 = hd.decay %s : !hd.ptr<!table, private> -> !m
  %t0 = hd.decay %t : !hd.ptr<!table, private> -> !m
  %p = hd.offset %s0[%i] : !m
  %q = hd.offset %t0[%i] : !m
  hd.store %x, %p : f32, !m
  %r = scf.if %c -> f32 {
    hd.copy %t, %s : !hd.ptr<!table, private>, !hd.ptr<!table, private>
    %v = hd.load %q : !m -> f32
    scf.yield %v : f32
  } else {
    scf.yield %x : f32
  }
  return %r : f32
}

// The source changes after the copy, in the next iteration even if it stands before it.
// CHECK-LABEL: @changes(
// CHECK-COUNT-2: hd.private
// CHECK: hd.copy
func.func @changes(%x: f32, %i: i64, %n: i64) -> f32 {
  %s = hd.private : !hd.ptr<!table, private>
  %t = hd.private : !hd.ptr<!table, private>
  %s0 = hd.decay %s : !hd.ptr<!table, private> -> !m
  %t0 = hd.decay %t : !hd.ptr<!table, private> -> !m
  %p = hd.offset %s0[%i] : !m
  %q = hd.offset %t0[%n] : !m
  hd.copy %t, %s : !hd.ptr<!table, private>, !hd.ptr<!table, private>
  hd.store %x, %p : f32, !m
  %r = hd.load %q : !m -> f32
  return %r : f32
}

// Memory of the device may change at any time.
// CHECK-LABEL: @global(
// CHECK: hd.copy
func.func @global(%g: !hd.ptr<!table, global>, %i: i64) -> f32 {
  %t = hd.private : !hd.ptr<!table, private>
  hd.copy %t, %g : !hd.ptr<!table, private>, !hd.ptr<!table, global>
  %t0 = hd.decay %t : !hd.ptr<!table, private> -> !m
  %q = hd.offset %t0[%i] : !m
  %r = hd.load %q : !m -> f32
  return %r : f32
}
