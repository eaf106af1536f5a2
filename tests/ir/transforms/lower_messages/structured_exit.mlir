// RUN: heddle-opt --lower-messages=exit=structured %s | FileCheck %s
// The failed thread leaves the loop and skips what follows it.
// CHECK-LABEL: func.func @k
// CHECK: %[[FLAG:.*]] = hd.private : !hd.ptr<i1, private>
// CHECK: scf.while
// CHECK: scf.if
// CHECK: scf.condition
// CHECK: hd.store %true{{.*}}, %[[FLAG]] : i1
// CHECK-NOT: hd.exit_thread
// CHECK: %[[EXITED:.*]] = hd.load %[[FLAG]]
// CHECK: %[[RUNS:.*]] = arith.xori %[[EXITED]]
// CHECK-NEXT: scf.if %[[RUNS]]
// CHECK: hd.barrier
func.func @k(%n: i32) attributes {hd.kernel} {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r = scf.while (%i = %zero) : (i32) -> i32 {
    %more = arith.cmpi slt, %i, %n : i32
    scf.condition(%more) %i : i32
  } do {
  ^bb0(%i: i32):
    %t = hd.thread_id x
    %ok = arith.cmpi ne, %t, %i : i32
    hd.assert %ok, "a.hd:1: k: bad"
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  hd.barrier
  return
}
