// RUN: heddle-opt --lower-recursion %s | FileCheck %s
// RUN: heddle-opt --lower-recursion=frames=24 %s | FileCheck %s --check-prefix=FEWER
// `n * f(n - 1)`: `n` lives across the call, and goes to the frame.

// CHECK-LABEL: func.func @kernel(
// CHECK: call @f.loop(
// CHECK-LABEL: func.func private @f.loop(
// CHECK: hd.private {hd.unchecked} : !hd.ptr<!hd.array<64 x i32>, private>
// CHECK: hd.private {hd.unchecked} : !hd.ptr<!hd.array<64 x i32>, private>
// CHECK-NOT: hd.private {{.*}}: !hd.ptr<!hd.array
// CHECK: scf.while
// CHECK: hd.trap "{{.*}}: f: more than 64 recursive calls are open"
// CHECK: arith.muli
// CHECK-NOT: call
// CHECK-NOT: func.func
// FEWER: !hd.array<24 x i32>
// FEWER: more than 24 recursive calls are open
func.func @kernel(%n: i32) -> i32 attributes {hd.kernel} {
  %r = func.call @f(%n) : (i32) -> i32
  return %r : i32
}
func.func private @f(%n: i32) -> i32 {
  %one = arith.constant 1 : i32
  %last = arith.cmpi sle, %n, %one : i32
  %r = scf.if %last -> i32 {
    scf.yield %one : i32
  } else {
    %m = arith.subi %n, %one : i32
    %s = func.call @f(%m) : (i32) -> i32
    %p = arith.muli %n, %s : i32
    scf.yield %p : i32
  }
  return %r : i32
}
