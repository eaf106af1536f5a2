// RUN: heddle-opt --simplify %s | FileCheck %s
// Within an `if` its condition is known, at any depth that is looked at; behind it, it is not.

// CHECK-LABEL: @nested
// CHECK-SAME: (%[[C:[a-z0-9]+]]: i1
func.func @nested(%c: i1, %d: i1, %p: !hd.ptr<i1, global>) {
  // CHECK-DAG: %[[TRUE:.*]] = arith.constant true
  // CHECK-DAG: %[[FALSE:.*]] = arith.constant false
  // CHECK: scf.if %[[C]] {
  // CHECK:   hd.store %[[TRUE]]
  // CHECK: } else {
  // CHECK:   scf.if
  // CHECK:     hd.store %[[FALSE]]
  scf.if %c {
    hd.store %c, %p : i1, !hd.ptr<i1, global>
  } else {
    scf.if %d {
      hd.store %c, %p : i1, !hd.ptr<i1, global>
    }
  }
  // CHECK: hd.store %[[C]]
  hd.store %c, %p : i1, !hd.ptr<i1, global>
  return
}
