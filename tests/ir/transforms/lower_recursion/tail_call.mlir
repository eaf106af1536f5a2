// RUN: heddle-opt --lower-recursion %s | FileCheck %s
// What is returned as it is needs no frame: a loop over the parameters, of two functions here.

// CHECK-LABEL: func.func @kernel(
// CHECK: call @even.loop(
// CHECK-LABEL: func.func private @even.loop(
// CHECK-NOT: hd.private : !hd.ptr<!hd.array
// CHECK: scf.while
// CHECK-NOT: hd.trap
// CHECK-NOT: call
// CHECK-NOT: func.func
func.func @kernel(%n: i32) -> i1 attributes {hd.kernel} {
  %r = func.call @even(%n) : (i32) -> i1
  return %r : i1
}
func.func private @even(%n: i32) -> i1 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %yes = arith.constant true
  %last = arith.cmpi eq, %n, %zero : i32
  %r = scf.if %last -> i1 {
    scf.yield %yes : i1
  } else {
    %m = arith.subi %n, %one : i32
    %s = func.call @odd(%m) : (i32) -> i1
    scf.yield %s : i1
  }
  return %r : i1
}
func.func private @odd(%n: i32) -> i1 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %no = arith.constant false
  %last = arith.cmpi eq, %n, %zero : i32
  %r = scf.if %last -> i1 {
    scf.yield %no : i1
  } else {
    %m = arith.subi %n, %one : i32
    %s = func.call @even(%m) : (i32) -> i1
    scf.yield %s : i1
  }
  return %r : i1
}
