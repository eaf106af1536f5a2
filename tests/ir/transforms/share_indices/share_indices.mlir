// RUN: heddle-opt --share-indices %s | FileCheck %s

// 7 * i + j and 7 * (i + 1) + j are 7 apart.
// CHECK-LABEL: @rows
// CHECK: %[[AT:.*]] = arith.extsi
// CHECK: hd.offset %{{.*}}[%[[AT]]]
// CHECK: %[[SEVEN:.*]] = arith.constant 7 : i64
// CHECK: %[[NEXT:.*]] = arith.addi %[[AT]], %[[SEVEN]] : i64
// CHECK: hd.offset %{{.*}}[%[[NEXT]]]
func.func @rows(%p: !hd.ptr<f32, global>, %i: i32, %j: i32) -> f32 {
  %seven = arith.constant 7 : i32
  %one = arith.constant 1 : i32
  %row = arith.muli %i, %seven overflow<nsw> : i32
  %at = arith.addi %row, %j overflow<nsw> : i32
  %wide = arith.extsi %at : i32 to i64
  %a = hd.offset %p[%wide] : !hd.ptr<f32, global>
  %x = hd.load %a : !hd.ptr<f32, global> -> f32
  %i1 = arith.addi %i, %one overflow<nsw> : i32
  %row1 = arith.muli %i1, %seven overflow<nsw> : i32
  %at1 = arith.addi %j, %row1 overflow<nsw> : i32
  %wide1 = arith.extsi %at1 : i32 to i64
  %b = hd.offset %p[%wide1] : !hd.ptr<f32, global>
  %y = hd.load %b : !hd.ptr<f32, global> -> f32
  %s = arith.addf %x, %y : f32
  return %s : f32
}

// A sum that may overflow is not what it is written as.
// CHECK-LABEL: @wraps
// CHECK-COUNT-2: arith.extsi
// CHECK-NOT: arith.addi {{.*}} : i64
// CHECK: return
func.func @wraps(%p: !hd.ptr<f32, global>, %i: i32) -> f32 {
  %one = arith.constant 1 : i32
  %wide = arith.extsi %i : i32 to i64
  %a = hd.offset %p[%wide] : !hd.ptr<f32, global>
  %x = hd.load %a : !hd.ptr<f32, global> -> f32
  %i1 = arith.addi %i, %one : i32
  %wide1 = arith.extsi %i1 : i32 to i64
  %b = hd.offset %p[%wide1] : !hd.ptr<f32, global>
  %y = hd.load %b : !hd.ptr<f32, global> -> f32
  %s = arith.addf %x, %y : f32
  return %s : f32
}

// Not everybody who comes to the second access has made the first.
// CHECK-LABEL: @guarded
// CHECK-COUNT-2: arith.extsi
// CHECK-NOT: arith.addi {{.*}} : i64
// CHECK: return
func.func @guarded(%p: !hd.ptr<f32, global>, %i: i32, %c: i1, %v: f32) {
  %one = arith.constant 1 : i32
  %i1 = arith.addi %i, %one overflow<nsw> : i32
  %wide1 = arith.extsi %i1 : i32 to i64
  %b = hd.offset %p[%wide1] : !hd.ptr<f32, global>
  scf.if %c {
    hd.store %v, %b : f32, !hd.ptr<f32, global>
  }
  %wide = arith.extsi %i : i32 to i64
  %a = hd.offset %p[%wide] : !hd.ptr<f32, global>
  hd.store %v, %a : f32, !hd.ptr<f32, global>
  return
}
