// RUN: heddle-opt --simplify %s | FileCheck %s
// Accesses keep the address space that a pointer came from on its way through functions.
// CHECK-NOT: generic

!pair = !hd.struct<"float2", size 8, align 8, {"x": f32 at 0, "y": f32 at 4}>

// CHECK-LABEL: @access(
// CHECK: hd.field %{{.*}}[1] : {{.*}} -> !hd.ptr<f32, global>
// CHECK: hd.atomic_rmw fadd device %{{.*}} : !hd.ptr<f32, global>
func.func @access(%p: !hd.ptr<!pair, global>, %i: i64, %x: f32) -> f32 {
  %g = hd.pointer_cast %p : !hd.ptr<!pair, global> -> !hd.ptr<!pair, generic>
  %q = hd.offset %g[%i] : !hd.ptr<!pair, generic>
  %f = hd.field %q[1] : !hd.ptr<!pair, generic> -> !hd.ptr<f32, generic>
  %v = hd.load %f : !hd.ptr<f32, generic> -> f32
  hd.store %x, %f : f32, !hd.ptr<f32, generic>
  %old = hd.atomic_rmw fadd device %f, %v : !hd.ptr<f32, generic>, f32
  return %old : f32
}

// CHECK-LABEL: @one_of_two(
// CHECK: arith.select %{{.*}} : !hd.ptr<f32, global>
// CHECK: scf.if %{{.*}} -> (!hd.ptr<f32, global>)
func.func @one_of_two(%p: !hd.ptr<f32, global>, %q: !hd.ptr<f32, global>, %n: !hd.ptr<i64, global>, %c: i1,
                      %x: f32) -> f32 {
  %pg = hd.pointer_cast %p : !hd.ptr<f32, global> -> !hd.ptr<f32, generic>
  %qg = hd.pointer_cast %q : !hd.ptr<f32, global> -> !hd.ptr<f32, generic>
  %r = arith.select %c, %pg, %qg : !hd.ptr<f32, generic>
  hd.store %x, %r : f32, !hd.ptr<f32, generic>
  %s = scf.if %c -> !hd.ptr<f32, generic> {
    %i = hd.load %n : !hd.ptr<i64, global> -> i64
    %at = hd.offset %pg[%i] : !hd.ptr<f32, generic>
    scf.yield %at : !hd.ptr<f32, generic>
  } else {
    scf.yield %qg : !hd.ptr<f32, generic>
  }
  %v = hd.load %s : !hd.ptr<f32, generic> -> f32
  return %v : f32
}
