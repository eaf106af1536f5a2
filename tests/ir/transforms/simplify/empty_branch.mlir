// Early returns leave ifs with nothing in them but an else.
// RUN: heddle-opt --simplify %s | FileCheck %s

// CHECK-LABEL: func.func @integers
// CHECK: %[[C:.*]] = arith.cmpi sgt, %arg0, %arg1
// CHECK-NEXT: scf.if %[[C]] {
// CHECK-NEXT: hd.store
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @integers(%n: i32, %i: i32, %p: !hd.ptr<i32, global>) {
  %out = arith.cmpi sle, %n, %i : i32
  scf.if %out {
  } else {
    hd.store %i, %p : i32, !hd.ptr<i32, global>
  }
  return
}

// NaN is on neither side.
// CHECK-LABEL: func.func @floats
// CHECK: %[[C:.*]] = arith.cmpf olt
// CHECK-NEXT: %[[NOT:.*]] = arith.xori %[[C]], %true
// CHECK-NEXT: scf.if %[[NOT]] {
func.func @floats(%a: f32, %b: f32, %p: !hd.ptr<f32, global>) {
  %out = arith.cmpf olt, %a, %b : f32
  scf.if %out {
  } else {
    hd.store %a, %p : f32, !hd.ptr<f32, global>
  }
  return
}
