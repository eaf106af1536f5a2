// RUN: heddle-opt --spin-locks='lanes=32' %s | FileCheck %s --check-prefixes=CHECK,ONE-WARP
// RUN: heddle-opt --spin-locks='lanes=64' %s | FileCheck %s --check-prefix=WARPS
// RUN: heddle-opt --spin-locks='across-warps=true' %s | FileCheck %s --check-prefix=ACROSS
// A lock's work and release move into the loop that waits for it; where two locks nest, lanes take turns; where a
// lane waits for its warp and two warps run in step, these do.

!lock = !hd.ptr<i32, global>

// CHECK-LABEL: func.func @one
// CHECK: scf.while
// CHECK: hd.atomic_cas
// CHECK: scf.if
// CHECK: hd.store
// CHECK: hd.atomic_rmw exch
// CHECK: scf.condition
// CHECK: hd.waits
// CHECK-NOT: hd.atomic_rmw
// CHECK: return
func.func @one(%lock: !lock, %count: !lock) attributes {hd.kernel} {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    %old = hd.atomic_cas device %lock, %zero, %one : !lock, i32
    %taken = arith.cmpi ne, %old, %zero : i32
    scf.condition(%taken)
  } do {
    scf.yield
  }
  %n = hd.load %count : !lock -> i32
  %m = arith.addi %n, %one : i32
  hd.store %m, %count : i32, !lock
  %r = hd.atomic_rmw exch device %lock, %zero : !lock, i32
  return
}

// CHECK-LABEL: func.func @two
// CHECK: %[[LANE:.*]] = arith.andi %{{.*}}, %c31_i32
// CHECK: arith.cmpi ult, %{{.*}}, %c32_i32
// CHECK: ^bb0(%[[TURN:.*]]: i32):
// CHECK: arith.cmpi eq, %[[TURN]], %[[LANE]]
// CHECK: scf.if
// CHECK-COUNT-2: hd.atomic_cas
// CHECK-COUNT-2: hd.atomic_rmw exch
// CHECK: hd.waits
// CHECK: return
func.func @two(%lock: !lock, %other: !lock, %count: !lock) attributes {hd.kernel} {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    %old = hd.atomic_cas device %lock, %zero, %one : !lock, i32
    %taken = arith.cmpi ne, %old, %zero : i32
    scf.condition(%taken)
  } do {
    scf.yield
  }
  scf.while : () -> () {
    %old = hd.atomic_cas device %other, %zero, %one : !lock, i32
    %taken = arith.cmpi ne, %old, %zero : i32
    scf.condition(%taken)
  } do {
    scf.yield
  }
  hd.store %one, %count : i32, !lock
  %r = hd.atomic_rmw exch device %other, %zero : !lock, i32
  %s = hd.atomic_rmw exch device %lock, %zero : !lock, i32
  return
}

// No loop waits: nothing changes.
// CHECK-LABEL: func.func @progress
// CHECK-NOT: hd.waits
// CHECK: return
func.func @progress(%p: !lock) attributes {hd.kernel} {
  %one = arith.constant 1 : i32
  %first = hd.load %p : !lock -> i32
  %last = scf.while (%old = %first) : (i32) -> i32 {
    %new = arith.addi %old, %one : i32
    %seen = hd.atomic_cas device %p, %old, %new : !lock, i32
    %again = arith.cmpi ne, %seen, %old : i32
    scf.condition(%again) %seen : i32
  } do {
  ^bb0(%seen: i32):
    scf.yield %seen : i32
  }
  return
}

// ACROSS-LABEL: func.func @one
// ACROSS: hd.atomic_cas
// ACROSS: scf.condition
// ACROSS: hd.store
// ACROSS-LABEL: func.func @warp
// ACROSS: %[[THREADS:.*]] = arith.addi %{{.*}}, %c31_i32
// ACROSS: %[[COUNT:.*]] = arith.shrui %[[THREADS]], %c5_i32
// ACROSS: arith.cmpi ult, %{{.*}}, %[[COUNT]]
// ACROSS: scf.if
// ACROSS: hd.atomic_cas
// ACROSS: hd.atomic_rmw exch
// ONE-WARP-LABEL: func.func @warp
// ONE-WARP-NOT: arith.cmpi ult
// ONE-WARP: return
// WARPS-LABEL: func.func @warp
// WARPS: %[[LANE:.*]] = arith.andi %{{.*}}, %c63_i32
// WARPS: %[[WARP:.*]] = arith.shrui %[[LANE]], %c5_i32
// WARPS: arith.cmpi ult, %{{.*}}, %c2_i32
// WARPS: ^bb0(%[[TURN:.*]]: i32):
// WARPS: arith.cmpi eq, %[[TURN]], %[[WARP]]
// WARPS: scf.if
// WARPS: hd.atomic_cas
// WARPS: hd.sync_warp
// WARPS: hd.atomic_rmw exch
// WARPS: return
func.func @warp(%lock: !lock, %count: !lock) attributes {hd.kernel} {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %c32 = arith.constant 32 : i32
  %full = arith.constant -1 : i32
  %thread = hd.thread_id x
  %lane = arith.remui %thread, %c32 : i32
  %elected = arith.cmpi eq, %lane, %zero : i32
  scf.if %elected {
    scf.while : () -> () {
      %old = hd.atomic_cas device %lock, %zero, %one : !lock, i32
      %taken = arith.cmpi ne, %old, %zero : i32
      scf.condition(%taken)
    } do {
      scf.yield
    }
  }
  hd.sync_warp %full
  %n = hd.load %count : !lock -> i32
  %m = arith.addi %n, %one : i32
  hd.store %m, %count : i32, !lock
  hd.sync_warp %full
  scf.if %elected {
    %r = hd.atomic_rmw exch device %lock, %zero : !lock, i32
  }
  return
}
