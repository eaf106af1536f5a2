// RUN: heddle-opt --legalize-small-floats='pairs=true half-conversions=true' %s | FileCheck %s
// Both lanes of a vector of two halves are one access of 32 bits, unless something may write between them.

!pair = !hd.struct<"__half2", size 4, align 4, {"x": f16 at 0, "y": f16 at 2}>
!global = !hd.ptr<!pair, global>
!lane = !hd.ptr<f16, global>

// CHECK-LABEL: func.func @copy(
// CHECK-COUNT-1: hd.load {{.*}} -> i32
// CHECK-NOT: hd.load
// CHECK: hd.store %{{.*}} : i32
// CHECK-NOT: hd.store
// CHECK: return
func.func @copy(%from: !global, %to: !global) {
  %a = hd.field %from[0] : !global -> !lane
  %b = hd.field %from[1] : !global -> !lane
  %x = hd.load %a : !lane -> f16
  %y = hd.load %b : !lane -> f16
  %c = hd.field %to[0] : !global -> !lane
  %d = hd.field %to[1] : !global -> !lane
  hd.store %x, %d : f16, !lane
  hd.store %y, %c : f16, !lane
  return
}

// CHECK-LABEL: func.func @between(
// CHECK-COUNT-2: hd.load {{.*}} -> f16
// CHECK: return
func.func @between(%from: !global, %to: !lane) -> f16 {
  %a = hd.field %from[0] : !global -> !lane
  %b = hd.field %from[1] : !global -> !lane
  %x = hd.load %a : !lane -> f16
  hd.store %x, %to : f16, !lane
  %y = hd.load %b : !lane -> f16
  return %y : f16
}
