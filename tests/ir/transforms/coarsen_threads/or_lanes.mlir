// RUN: heddle-opt --coarsen-threads=or-lanes=true --canonicalize --cse %s | FileCheck %s
// Where threads are lanes the kernel stays as it is, but that the guard is asked once for the block's last thread.

// CHECK-LABEL: func.func @guarded
// CHECK-SAME: %[[N:.*]]: i32, %[[X:[a-z0-9]+]]: !hd.ptr<f32, global>
// CHECK-DAG: %[[LIMIT:.*]] = arith.constant 2147483648 : i64
// CHECK: %[[LANES:.*]] = hd.device_has threads_are_lanes
// CHECK: scf.if %[[LANES]]
// CHECK: %[[I:.*]] = arith.addi %{{.*}}, %{{.*}} : i32
// CHECK: %[[OWN:.*]] = arith.cmpi slt, %[[I]], %[[N]]
// CHECK: %[[BEFORE:.*]] = arith.subi %[[DIM:.*]], %{{.*}} : i64
// CHECK: %[[LAST:.*]] = arith.addi %{{.*}}, %[[BEFORE]] : i64
// CHECK: %[[NUMBER:.*]] = arith.trunci %[[LAST]] : i64 to i32
// CHECK: %[[PASSES:.*]] = arith.cmpi slt, %[[NUMBER]], %[[N]]
// CHECK: %[[SMALL:.*]] = arith.cmpi ult, %[[LAST]], %[[LIMIT]]
// CHECK: %[[ALL:.*]] = arith.andi %[[SMALL]], %[[PASSES]]
// CHECK: scf.if %[[ALL]] {
// CHECK-NEXT: arith.extsi %[[I]]
// CHECK: hd.store
// CHECK: } else {
// CHECK-NEXT: scf.if %[[OWN]]
// CHECK: hd.store
// CHECK: } else {
// CHECK: hd.pointer_cast %{{.*}} -> !hd.ptr<!hd.struct<"hd_wide4_f32"
func.func @guarded(%n: i32, %x: !hd.ptr<f32, global>) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %inside = arith.cmpi slt, %i, %n : i32
  scf.if %inside {
    %wide = arith.extsi %i : i32 to i64
    %p = hd.offset %x[%wide] : !hd.ptr<f32, global>
    %v = hd.load %p : !hd.ptr<f32, global> -> f32
    %r = arith.addf %v, %v : f32
    hd.store %r, %p : f32, !hd.ptr<f32, global>
  }
  return
}

// A guard that the last thread does not decide for the others stays.
// CHECK-LABEL: func.func @other
// CHECK: hd.device_has threads_are_lanes
// CHECK: %[[ODD:.*]] = arith.cmpi ne
// CHECK-NEXT: scf.if %[[ODD]]
// CHECK: hd.store
// CHECK: } else {
func.func @other(%n: i32, %x: !hd.ptr<f32, global>) attributes {hd.kernel} {
  %one = arith.constant 1.0 : f32
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %inside = arith.cmpi ne, %i, %n : i32
  scf.if %inside {
    %wide = arith.extsi %i : i32 to i64
    %p = hd.offset %x[%wide] : !hd.ptr<f32, global>
    hd.store %one, %p : f32, !hd.ptr<f32, global>
  }
  return
}
