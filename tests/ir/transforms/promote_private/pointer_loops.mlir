// RUN: heddle-opt --promote-private %s | FileCheck %s
// for (p = a; p != a + 4; ++p) becomes a loop over an index, which can be unrolled.

!m = !hd.ptr<f32, private>
!array = !hd.ptr<!hd.array<4 x f32>, private>

// CHECK-LABEL: @sum(
// CHECK: %[[A:.*]] = hd.decay
// CHECK: scf.while (%[[I:.*]] = %{{.*}}, %{{.*}} = %{{.*}}) : (i64, f32) -> (i64, f32)
// CHECK-NOT: hd.pointer_to_int
// CHECK: %[[X:.*]] = arith.addi %{{.*}}, %[[I]] : i64
// CHECK: arith.cmpi ne, %[[X]], %{{.*}} : i64
// CHECK: do
// CHECK: ^bb0(%[[J:.*]]: i64
// CHECK: %[[P:.*]] = hd.offset %[[A]][%[[J]]]
// CHECK: hd.load %[[P]]
func.func @sum() -> f32 {
  %m = hd.private : !array
  %begin = hd.decay %m : !array -> !m
  %four = arith.constant 4 : i64
  %one = arith.constant 1 : i64
  %end = hd.offset %begin[%four] : !m
  %zero = arith.constant 0.0 : f32
  %r:2 = scf.while (%p = %begin, %s = %zero) : (!m, f32) -> (!m, f32) {
    %x = hd.pointer_to_int %p : !m
    %y = hd.pointer_to_int %end : !m
    %c = arith.cmpi ne, %x, %y : i64
    scf.condition(%c) %p, %s : !m, f32
  } do {
  ^bb0(%p: !m, %s: f32):
    %v = hd.load %p : !m -> f32
    %t = arith.addf %s, %v : f32
    %next = hd.offset %p[%one] : !m
    scf.yield %next, %t : !m, f32
  }
  return %r#1 : f32
}

// A pointer that jumps to another array stays one.
// CHECK-LABEL: @jumps(
// CHECK: scf.while (%{{.*}} = %{{.*}}) : (!hd.ptr<f32, private>)
func.func @jumps(%k: !hd.ptr<i1, global>) -> f32 {
  %m = hd.private : !m
  %n = hd.private : !m
  %r = scf.while (%p = %m) : (!m) -> !m {
    %c = hd.load volatile %k : !hd.ptr<i1, global> -> i1
    scf.condition(%c) %p : !m
  } do {
  ^bb0(%p: !m):
    scf.yield %n : !m
  }
  %v = hd.load %r : !m -> f32
  return %v : f32
}
