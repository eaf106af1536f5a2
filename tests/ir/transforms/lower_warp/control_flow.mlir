// RUN: heddle-opt --lower-warp %s | FileCheck %s
// A branch of some threads is split around the exchange; one that all take stays; a loop of some threads runs
// while any does.
// CHECK: hd.global @divergent.warp_values : !hd.ptr<!hd.array<128 x i32>, shared>, 4
// CHECK-LABEL: func.func @divergent
// CHECK-NOT: hd.barrier
// CHECK: %[[SOME:.*]] = arith.cmpi slt
// CHECK: %[[LOADED:.*]] = scf.if %[[SOME]] -> (i32)
// CHECK: hd.load %{{.*}} : !hd.ptr<i32, global>
// CHECK: } else {
// CHECK: }
// CHECK: hd.store %[[LOADED]], %{{.*}} : i32, !hd.ptr<i32, shared>
// CHECK-NEXT: hd.barrier
// CHECK: scf.if %[[SOME]] {
// CHECK-NEXT: hd.store
// CHECK-NOT: hd.shuffle
func.func @divergent(%p: !hd.ptr<i32, global>) attributes {hd.kernel, hd.max_threads = 64 : i64} {
  %c3 = arith.constant 3 : i32
  %c32 = arith.constant 32 : i32
  %all = arith.constant -1 : i32
  %t = hd.thread_id x
  %c = arith.cmpi slt, %t, %c3 : i32
  scf.if %c {
    %v = hd.load %p : !hd.ptr<i32, global> -> i32
    %w = hd.shuffle xor %all, %v, %c3, %c32 : i32
    hd.store %w, %p : i32, !hd.ptr<i32, global>
  }
  return
}
// CHECK-LABEL: func.func @uniform
// CHECK: scf.if %{{.*}} {
// CHECK: hd.barrier
// CHECK: hd.load
// CHECK: hd.store %{{.*}}, %{{.*}} : i32, !hd.ptr<i32, global>
// CHECK: }
func.func @uniform(%n: i32, %p: !hd.ptr<i32, global>) attributes {hd.kernel} {
  %c3 = arith.constant 3 : i32
  %b = hd.block_id x
  %c = arith.cmpi slt, %b, %n : i32
  scf.if %c {
    %m = hd.active_mask
    hd.store %m, %p : i32, !hd.ptr<i32, global>
  }
  return
}
// CHECK-LABEL: func.func @loop
// CHECK: scf.while
// CHECK: hd.atomic_rmw{{ +}}or{{ +}}block
// CHECK: hd.barrier
// CHECK: scf.condition
func.func @loop(%p: !hd.ptr<i32, global>) attributes {hd.kernel} {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %t = hd.thread_id x
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %more = arith.cmpi slt, %i, %t : i32
    scf.condition(%more) %i : i32
  } do {
  ^bb0(%i: i32):
    hd.sync_warp %one
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  return
}
// A barrier that the whole block reaches needs nothing; one behind an early return does.
// CHECK-LABEL: func.func @barriers
// CHECK-NEXT: hd.barrier
// CHECK-NEXT: return
func.func @barriers() attributes {hd.kernel} {
  hd.barrier
  return
}
// CHECK-LABEL: func.func @early
// CHECK: arith.cmpi eq
// CHECK-NOT: scf.if
// CHECK: hd.barrier
// CHECK-NEXT: return
func.func @early() attributes {hd.kernel} {
  %zero = arith.constant 0 : i32
  %t = hd.thread_id x
  %c = arith.cmpi eq, %t, %zero : i32
  scf.if %c {
    hd.barrier
  }
  return
}
