// RUN: heddle-opt --promote-private %s | FileCheck %s
// Closures: a record holds the addresses of variables, another one that of the record. Both become values.
// CHECK-NOT: hd.private

!f = !hd.ptr<f32, generic>
!closure = !hd.struct<"closure", size 8, align 8, {"x": !hd.ptr<f32, generic> at 0}>
!outer = !hd.struct<"outer", size 8, align 8, {"c": !hd.ptr<none, generic> at 0}>

// CHECK-LABEL: @captured(
// CHECK-SAME: %[[A:.*]]: f32, %[[B:.*]]: f32
// CHECK: %[[S:.*]] = arith.addf %[[A]], %[[B]]
// CHECK: return %[[S]]
func.func @captured(%a: f32, %b: f32) -> f32 {
  %x = hd.private : !hd.ptr<f32, private>
  %c = hd.private : !hd.ptr<!closure, private>
  %o = hd.private : !hd.ptr<!outer, private>
  hd.store %a, %x : f32, !hd.ptr<f32, private>
  %xg = hd.pointer_cast %x : !hd.ptr<f32, private> -> !f
  %cx = hd.field %c[0] : !hd.ptr<!closure, private> -> !hd.ptr<!f, private>
  hd.store %xg, %cx : !f, !hd.ptr<!f, private>
  %oc = hd.field %o[0] : !hd.ptr<!outer, private> -> !hd.ptr<!hd.ptr<none, generic>, private>
  %cg = hd.pointer_cast %c : !hd.ptr<!closure, private> -> !hd.ptr<none, generic>
  hd.store %cg, %oc : !hd.ptr<none, generic>, !hd.ptr<!hd.ptr<none, generic>, private>

  %inner = hd.load %oc : !hd.ptr<!hd.ptr<none, generic>, private> -> !hd.ptr<none, generic>
  %record = hd.pointer_cast %inner : !hd.ptr<none, generic> -> !hd.ptr<!closure, generic>
  %field = hd.field %record[0] : !hd.ptr<!closure, generic> -> !hd.ptr<!f, generic>
  %p = hd.load %field : !hd.ptr<!f, generic> -> !f
  %old = hd.load %p : !f -> f32
  %new = arith.addf %old, %b : f32
  hd.store %new, %p : f32, !f
  %r = hd.load %x : !hd.ptr<f32, private> -> f32
  return %r : f32
}

// The record lives in a branch only.
// CHECK-LABEL: @captured_in_branch(
// CHECK: scf.if %{{.*}} -> (f32)
func.func @captured_in_branch(%k: i1, %a: f32, %b: f32) -> f32 {
  %x = hd.private : !hd.ptr<f32, private>
  hd.store %a, %x : f32, !hd.ptr<f32, private>
  scf.if %k {
    %c = hd.private : !hd.ptr<!closure, private>
    %xg = hd.pointer_cast %x : !hd.ptr<f32, private> -> !f
    %cx = hd.field %c[0] : !hd.ptr<!closure, private> -> !hd.ptr<!f, private>
    hd.store %xg, %cx : !f, !hd.ptr<!f, private>
    %p = hd.load %cx : !hd.ptr<!f, private> -> !f
    hd.store %b, %p : f32, !f
  }
  %r = hd.load %x : !hd.ptr<f32, private> -> f32
  return %r : f32
}
