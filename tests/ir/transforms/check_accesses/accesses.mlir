// Every kind of access asks first, with what its pointer was computed from, and uses the answer.
// RUN: heddle-opt --check-accesses %s | FileCheck %s
hd.global @tile : !hd.ptr<!hd.array<64 x f32>, shared>, 4
!pair = !hd.struct<"Pair", size 8, align 4, {"x": i32 at 0, "y": i32 at 4}>

// CHECK-LABEL: func.func @k
// CHECK-SAME: hd.checked
func.func @k(%x: !hd.ptr<f32, global>, %n: !hd.ptr<i32, global>, %p: !hd.ptr<!pair, global>, %i: i64) attributes {hd.kernel} {
  // CHECK: %[[AT:.*]] = hd.offset %[[X:.*]][
  // CHECK: %[[READ:.*]] = hd.check read %[[AT]], 4, 4 in %[[X]] : !hd.ptr<f32, global> : !hd.ptr<f32, global>
  // CHECK: %[[VALUE:.*]] = hd.load %[[READ]]
  %at = hd.offset %x[%i] : !hd.ptr<f32, global>
  %value = hd.load %at : !hd.ptr<f32, global> -> f32
  // CHECK: %[[TILE:.*]] = hd.address_of @tile
  // CHECK: %[[WRITE:.*]] = hd.check write volatile %{{.*}}, 4, 4 in %[[TILE]] : !hd.ptr<!hd.array<64 x f32>, shared> of %[[VALUE]] : f32
  // CHECK: hd.store volatile %[[VALUE]], %[[WRITE]]
  %tile = hd.address_of @tile : !hd.ptr<!hd.array<64 x f32>, shared>
  %first = hd.decay %tile : !hd.ptr<!hd.array<64 x f32>, shared> -> !hd.ptr<f32, shared>
  %there = hd.offset %first[%i] : !hd.ptr<f32, shared>
  hd.store volatile %value, %there : f32, !hd.ptr<f32, shared>
  // CHECK: %[[ATOMIC:.*]] = hd.check atomic %{{.*}}, 4, 4 in
  // CHECK: hd.atomic_rmw add device %[[ATOMIC]]
  %one = arith.constant 1 : i32
  %old = hd.atomic_rmw add device %n, %one : !hd.ptr<i32, global>, i32
  // CHECK: %[[FROM:.*]] = hd.check copy_from %{{.*}}, 8, 4 in
  // CHECK: %[[TO:.*]] = hd.check copy_to %{{.*}}, 8, 4 in %{{.*}} : {{.*}} of %[[FROM]]
  // CHECK: hd.copy %[[TO]], %[[FROM]]
  %other = hd.offset %p[%i] : !hd.ptr<!pair, global>
  hd.copy %other, %p : !hd.ptr<!pair, global>, !hd.ptr<!pair, global>
  return
}

// What is no kernel is left alone: it has been inlined.
// CHECK-LABEL: func.func private @f
// CHECK-NOT: hd.check{{ }}
func.func private @f(%x: !hd.ptr<f32, global>) -> f32 {
  %value = hd.load %x : !hd.ptr<f32, global> -> f32
  return %value : f32
}
