// RUN: heddle-opt --promote-private %s | FileCheck %s
// Memory that stays memory.

!m = !hd.ptr<f32, private>
!array = !hd.ptr<!hd.array<4 x f32>, private>

// CHECK-LABEL: @variable_index
// CHECK: hd.private
// CHECK: hd.load
func.func @variable_index(%i: i64) -> f32 {
  %m = hd.private : !array
  %p = hd.decay %m : !array -> !m
  %q = hd.offset %p[%i] : !m
  %r = hd.load %q : !m -> f32
  return %r : f32
}

// CHECK-LABEL: @escapes
// CHECK: hd.private
// CHECK: hd.store
func.func @escapes(%a: f32) -> i64 {
  %m = hd.private : !m
  hd.store %a, %m : f32, !m
  %i = hd.pointer_to_int %m : !m
  return %i : i64
}

// CHECK-LABEL: @stored_address
// CHECK: hd.private
func.func @stored_address(%p: !hd.ptr<!m, global>) {
  %m = hd.private : !m
  hd.store %m, %p : !m, !hd.ptr<!m, global>
  return
}

// CHECK-LABEL: @volatile_access
// CHECK: hd.private
// CHECK: hd.store volatile
func.func @volatile_access(%a: f32) {
  %m = hd.private : !m
  hd.store volatile %a, %m : f32, !m
  return
}

// Past the end: what it reads is not ours to say.
// CHECK-LABEL: @outside
// CHECK: hd.private
func.func @outside() -> f32 {
  %four = arith.constant 4 : i64
  %m = hd.private : !array
  %p = hd.decay %m : !array -> !m
  %q = hd.offset %p[%four] : !m
  %r = hd.load %q : !m -> f32
  return %r : f32
}
