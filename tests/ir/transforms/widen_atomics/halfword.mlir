// RUN: heddle-opt --widen-atomics %s | FileCheck %s
// A compare-and-swap of 16 bits is a loop on the 32 around it; others stay.

// CHECK-LABEL: func.func @halfword
// CHECK: %[[ADDRESS:.*]] = hd.pointer_to_int %arg0
// CHECK: %[[WORD:.*]] = hd.pointer_cast
// CHECK: %[[START:.*]] = hd.load volatile %[[WORD]] : !hd.ptr<i32, global> -> i32
// CHECK: %[[LAST:.*]] = scf.while (%[[SEEN:.*]] = %[[START]])
// CHECK: %[[HALF:.*]] = arith.trunci
// CHECK: %[[MATCHES:.*]] = arith.cmpi eq, %[[HALF]], %arg1 : i16
// CHECK: scf.if %[[MATCHES]]
// CHECK: hd.atomic_cas block %[[WORD]], %[[SEEN]], %{{.*}} : !hd.ptr<i32, global>, i32
// CHECK: scf.condition
// CHECK: arith.shrui %[[LAST]]
// CHECK: %[[OLD:.*]] = arith.trunci
// CHECK: return %[[OLD]]
func.func @halfword(%at: !hd.ptr<i16, global>, %compare: i16, %value: i16) -> i16 {
  %old = hd.atomic_cas block %at, %compare, %value : !hd.ptr<i16, global>, i16
  return %old : i16
}

// CHECK-LABEL: func.func @word
// CHECK-NEXT: hd.atomic_cas device %arg0, %arg1, %arg2
func.func @word(%at: !hd.ptr<i32, global>, %compare: i32, %value: i32) -> i32 {
  %old = hd.atomic_cas device %at, %compare, %value : !hd.ptr<i32, global>, i32
  return %old : i32
}
