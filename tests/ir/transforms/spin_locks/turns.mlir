// RUN: heddle-opt --spin-locks='lanes=32' %s | FileCheck %s
// A lock's work and release move into the loop that waits for it; where two locks nest, lanes take turns.

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
// CHECK: scf.for %[[TURN:.*]] = %c0_i32{{.*}} to %c32_i32
// CHECK: arith.cmpi eq, %[[TURN]], %[[LANE]]
// CHECK: scf.if
// CHECK-COUNT-2: hd.atomic_cas
// CHECK-COUNT-2: hd.atomic_rmw exch
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
