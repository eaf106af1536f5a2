// Private memory that is accessed at constant places and written before it is read needs no checks.
// RUN: heddle-opt --check-accesses %s | FileCheck %s
!array = !hd.array<4 x i32>

// CHECK-LABEL: func.func @both_ways
// CHECK-NOT: hd.check{{ }}
func.func @both_ways(%c: i1, %v: i32, %out: i32) attributes {hd.kernel} {
  %p = hd.private : !hd.ptr<i32, private>
  scf.if %c {
    hd.store %v, %p : i32, !hd.ptr<i32, private>
  } else {
    hd.store %out, %p : i32, !hd.ptr<i32, private>
  }
  %value = hd.load %p : !hd.ptr<i32, private> -> i32
  return
}

// CHECK-LABEL: func.func @one_way
// CHECK: hd.check write
// CHECK: hd.check read
func.func @one_way(%c: i1, %v: i32) attributes {hd.kernel} {
  %p = hd.private : !hd.ptr<i32, private>
  scf.if %c {
    hd.store %v, %p : i32, !hd.ptr<i32, private>
  }
  %value = hd.load %p : !hd.ptr<i32, private> -> i32
  return
}

// The body of a loop may not run.
// CHECK-LABEL: func.func @in_a_loop
// CHECK: hd.check write
// CHECK: hd.check read
func.func @in_a_loop(%n: i32, %v: i32) attributes {hd.kernel} {
  %p = hd.private : !hd.ptr<i32, private>
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %end = scf.while (%i = %zero) : (i32) -> i32 {
    %more = arith.cmpi slt, %i, %n : i32
    scf.condition(%more) %i : i32
  } do {
  ^bb0(%i: i32):
    hd.store %v, %p : i32, !hd.ptr<i32, private>
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  %value = hd.load %p : !hd.ptr<i32, private> -> i32
  return
}

// CHECK-LABEL: func.func @indexed
// CHECK: hd.check write
func.func @indexed(%i: i64, %v: i32) attributes {hd.kernel} {
  %p = hd.private : !hd.ptr<!array, private>
  %first = hd.decay %p : !hd.ptr<!array, private> -> !hd.ptr<i32, private>
  %at = hd.offset %first[%i] : !hd.ptr<i32, private>
  hd.store %v, %at : i32, !hd.ptr<i32, private>
  return
}

// CHECK-LABEL: func.func @outside
// CHECK: hd.check write
func.func @outside(%v: i32) attributes {hd.kernel} {
  %p = hd.private : !hd.ptr<!array, private>
  %first = hd.decay %p : !hd.ptr<!array, private> -> !hd.ptr<i32, private>
  %four = arith.constant 4 : i64
  %at = hd.offset %first[%four] : !hd.ptr<i32, private>
  hd.store %v, %at : i32, !hd.ptr<i32, private>
  return
}
