// RUN: heddle-opt --promote-private --simplify %s | FileCheck %s
// Values carried through branches and loops.
// CHECK-NOT: hd.private

!m = !hd.ptr<f32, private>

// CHECK-LABEL: @branch(
// CHECK-SAME: %[[C:.*]]: i1, %[[A:.*]]: f32, %[[B:.*]]: f32
// CHECK: %[[R:.*]] = arith.select %[[C]], %[[B]], %[[A]]
// CHECK: return %[[R]]
func.func @branch(%c: i1, %a: f32, %b: f32) -> f32 {
  %m = hd.private : !m
  hd.store %a, %m : f32, !m
  scf.if %c {
    hd.store %b, %m : f32, !m
  }
  %r = hd.load %m : !m -> f32
  return %r : f32
}

// A result that was there already stays in its place.
// CHECK-LABEL: @branch_with_result(
// CHECK: %[[R:.*]]:2 = scf.if
// CHECK: return %[[R]]#0, %[[R]]#1
func.func @branch_with_result(%c: i1, %a: f32, %p: !hd.ptr<i32, global>) -> (i32, f32) {
  %m = hd.private : !m
  hd.store %a, %m : f32, !m
  %i = scf.if %c -> i32 {
    %x = hd.load volatile %p : !hd.ptr<i32, global> -> i32
    %y = arith.sitofp %x : i32 to f32
    hd.store %y, %m : f32, !m
    scf.yield %x : i32
  } else {
    %x = arith.constant 7 : i32
    scf.yield %x : i32
  }
  %r = hd.load %m : !m -> f32
  return %i, %r : i32, f32
}

// while (*m < b) *m = *m + a
// CHECK-LABEL: @loop(
// CHECK-SAME: %[[A:.*]]: f32, %[[B:.*]]: f32
// CHECK: %[[W:.*]] = scf.while (%[[X:.*]] = %[[A]]) : (f32) -> f32
// CHECK:   arith.cmpf olt, %[[X]], %[[B]]
// CHECK:   scf.condition(%{{.*}}) %[[X]]
// CHECK: ^bb0(%[[Y:.*]]: f32):
// CHECK:   %[[S:.*]] = arith.addf %[[Y]], %[[A]]
// CHECK:   scf.yield %[[S]]
// CHECK: return %[[W]]
func.func @loop(%a: f32, %b: f32) -> f32 {
  %m = hd.private : !m
  hd.store %a, %m : f32, !m
  scf.while : () -> () {
    %x = hd.load %m : !m -> f32
    %c = arith.cmpf olt, %x, %b : f32
    scf.condition(%c)
  } do {
    %x = hd.load %m : !m -> f32
    %y = arith.addf %x, %a : f32
    hd.store %y, %m : f32, !m
    scf.yield
  }
  %r = hd.load %m : !m -> f32
  return %r : f32
}

// Stored before the condition: the loop's result is the value at its end.
// CHECK-LABEL: @store_in_condition(
// CHECK: %[[W:.*]] = scf.while (%[[X:.*]] = %{{.*}}) : (i32) -> i32
// CHECK:   %[[N:.*]] = arith.addi %[[X]]
// CHECK:   scf.condition(%{{.*}}) %[[N]]
// CHECK: return %[[W]]
func.func @store_in_condition(%a: i32, %b: i32) -> i32 {
  %m = hd.private : !hd.ptr<i32, private>
  hd.store %a, %m : i32, !hd.ptr<i32, private>
  scf.while : () -> () {
    %x = hd.load %m : !hd.ptr<i32, private> -> i32
    %y = arith.addi %x, %a : i32
    hd.store %y, %m : i32, !hd.ptr<i32, private>
    %c = arith.cmpi slt, %y, %b : i32
    scf.condition(%c)
  } do {
    hd.barrier
    scf.yield
  }
  %r = hd.load %m : !hd.ptr<i32, private> -> i32
  return %r : i32
}

// CHECK-LABEL: @switch(
// CHECK: %[[R:.*]] = scf.index_switch
// CHECK: return %[[R]]
func.func @switch(%i: index, %a: f32, %b: f32) -> f32 {
  %m = hd.private : !m
  hd.store %a, %m : f32, !m
  scf.index_switch %i
  case 2 {
    hd.store %b, %m : f32, !m
    scf.yield
  }
  default {
  }
  %r = hd.load %m : !m -> f32
  return %r : f32
}
