// RUN: heddle-opt --unroll-counted %s | FileCheck %s
// RUN: heddle-opt --unroll-counted=factor=2 %s | FileCheck %s --check-prefix=TWO

// The rounds that are left for certain four at a time, then the others.
// CHECK-LABEL: @sum
// CHECK-SAME: %[[N:[a-z0-9]+]]: i32, %[[STEP:[a-z0-9]+]]: i32
// CHECK-DAG: %[[LEAST:.*]] = arith.constant -2147483648 : i32
// CHECK-DAG: %[[MOST:.*]] = arith.constant 134217728 : i32
// CHECK: %[[FITS:.*]] = arith.cmpi ule, %[[STEP]], %[[MOST]]
// CHECK: %[[ROUNDS:.*]] = arith.constant 3 : i32
// CHECK: %[[DISTANCE:.*]] = arith.muli %[[STEP]], %[[ROUNDS]]
// CHECK: %[[FLOOR:.*]] = arith.addi %[[LEAST]], %[[DISTANCE]]
// CHECK: %[[ABOVE:.*]] = arith.cmpi sge, %[[N]], %[[FLOOR]]
// CHECK: %[[BOTH:.*]] = arith.andi %[[FITS]], %[[ABOVE]]
// CHECK: %[[BELOW:.*]] = arith.subi %[[N]], %[[DISTANCE]]
// CHECK: %[[LIMIT:.*]] = arith.select %[[BOTH]], %[[BELOW]], %[[LEAST]]
// CHECK: %[[MAIN:.*]]:2 = scf.while
// CHECK: arith.cmpi slt, %{{.*}}, %[[LIMIT]]
// CHECK: hd.load
// CHECK: arith.addi %{{.*}}, %[[STEP]] overflow<nsw>
// CHECK: hd.load
// CHECK: arith.addi %{{.*}}, %[[STEP]] overflow<nsw>
// CHECK: hd.load
// CHECK: arith.addi %{{.*}}, %[[STEP]] overflow<nsw>
// CHECK: hd.load
// CHECK: arith.addi %{{.*}}, %[[STEP]] : i32
// CHECK: hd.unrolled
// CHECK: scf.while (%{{.*}} = %[[MAIN]]#0, %{{.*}} = %[[MAIN]]#1)
// CHECK: arith.cmpi slt, %{{.*}}, %[[N]]
// CHECK-COUNT-1: hd.load
// CHECK-NOT: hd.load
// CHECK: return
// TWO-LABEL: @sum
// TWO-COUNT-3: hd.load
// TWO-NOT: hd.load
// TWO: return
func.func @sum(%n: i32, %step: i32, %from: i32, %p: !hd.ptr<f32, global>) -> f32 {
  %zero = arith.constant 0.0 : f32
  %r:2 = scf.while (%i = %from, %s = %zero) : (i32, f32) -> (i32, f32) {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i, %s : i32, f32
  } do {
  ^bb0(%i: i32, %s: f32):
    %wide = arith.extsi %i : i32 to i64
    %a = hd.offset %p[%wide] : !hd.ptr<f32, global>
    %x = hd.load %a : !hd.ptr<f32, global> -> f32
    %t = arith.addf %s, %x : f32
    %next = arith.addi %i, %step : i32
    scf.yield %next, %t : i32, f32
  }
  return %r#1 : f32
}

// Unsigned, the bound first, 64 bits, and with a hint for two rounds.
// CHECK-LABEL: @hinted
// CHECK-SAME: %[[N:[a-z0-9]+]]: i64
// CHECK: %[[LIMIT:.*]] = arith.select
// CHECK: arith.cmpi ugt, %[[LIMIT]], %{{.*}} : i64
// CHECK: hd.load
// CHECK: overflow<nuw>
// CHECK: hd.load
// CHECK-NOT: overflow
// CHECK: arith.cmpi ugt, %[[N]], %{{.*}} : i64
// CHECK: hd.load
// CHECK-NOT: hd.load
// CHECK: return
func.func @hinted(%n: i64, %from: i64, %p: !hd.ptr<i32, global>) {
  %step = arith.constant 128 : i64
  %r = scf.while (%i = %from) : (i64) -> i64 {
    %c = arith.cmpi ugt, %n, %i : i64
    scf.condition(%c) %i : i64
  } do {
  ^bb0(%i: i64):
    %a = hd.offset %p[%i] : !hd.ptr<i32, global>
    %x = hd.load %a : !hd.ptr<i32, global> -> i32
    hd.store %x, %p : i32, !hd.ptr<i32, global>
    %next = arith.addi %i, %step : i64
    scf.yield %next : i64
  } attributes {hd.unroll = 2 : i64}
  return
}

// Threads that meet in the loop must go on doing so.
// CHECK-LABEL: @together
// CHECK-COUNT-1: hd.shuffle
// CHECK-NOT: hd.shuffle
// CHECK: return
func.func @together(%n: i32, %from: i32, %p: !hd.ptr<i32, global>) {
  %step = arith.constant 32 : i32
  %all = arith.constant -1 : i32
  %one = arith.constant 1 : i32
  %r = scf.while (%i = %from) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %x = hd.load %p : !hd.ptr<i32, global> -> i32
    %s = hd.shuffle down %all, %x, %one, %step : i32
    hd.store %s, %p : i32, !hd.ptr<i32, global>
    %next = arith.addi %i, %step : i32
    scf.yield %next : i32
  }
  return
}

// The step changes, the bound changes, or no memory is accessed: left alone.
// CHECK-LABEL: @others
// CHECK-COUNT-3: scf.while
// CHECK-NOT: scf.while
// CHECK: return
func.func @others(%n: i32, %from: i32, %p: !hd.ptr<i32, global>) -> i32 {
  %a = scf.while (%i = %from) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %x = hd.load %p : !hd.ptr<i32, global> -> i32
    %next = arith.addi %i, %x : i32
    scf.yield %next : i32
  }
  %b:2 = scf.while (%i = %from, %m = %n) : (i32, i32) -> (i32, i32) {
    %c = arith.cmpi slt, %i, %m : i32
    scf.condition(%c) %i, %m : i32, i32
  } do {
  ^bb0(%i: i32, %m: i32):
    %x = hd.load %p : !hd.ptr<i32, global> -> i32
    %next = arith.addi %i, %n : i32
    scf.yield %next, %x : i32, i32
  }
  %d = scf.while (%i = %from) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %next = arith.addi %i, %n : i32
    scf.yield %next : i32
  }
  return %d : i32
}

// Loads go to the start where no store between can change what they read: of the two rounds of
// q[i] = p[i] + q[i], p[i + 4] is behind a store to another restricted pointer and q[i + 4] behind one to q[i].
// TWO-LABEL: @hoisted
// TWO: scf.while
// TWO: do
// TWO-COUNT-4: hd.load
// TWO-COUNT-2: hd.store
// TWO: hd.unroll = 1
func.func @hoisted(%n: i32, %from: i32, %p: !hd.ptr<f32, global>, %q: !hd.ptr<f32, global> {hd.restrict}) {
  %step = arith.constant 4 : i32
  %r = scf.while (%i = %from) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %wide = arith.extsi %i : i32 to i64
    %a = hd.offset %p[%wide] : !hd.ptr<f32, global>
    %b = hd.offset %q[%wide] : !hd.ptr<f32, global>
    %x = hd.load %a : !hd.ptr<f32, global> -> f32
    %y = hd.load %b : !hd.ptr<f32, global> -> f32
    %s = arith.addf %x, %y : f32
    hd.store %s, %b : f32, !hd.ptr<f32, global>
    %next = arith.addi %i, %step : i32
    scf.yield %next : i32
  }
  return
}

// Not where it might: the pointers may be the same, the step may be zero.
// TWO-LABEL: @kept
// TWO: scf.while
// TWO: do
// TWO: hd.load
// TWO: hd.store
// TWO: hd.load
// TWO: hd.store
// TWO: scf.while
// TWO: scf.while
// TWO: do
// TWO: hd.load
// TWO: hd.store
// TWO: hd.load
// TWO: hd.store
// TWO: scf.while
func.func @kept(%n: i32, %from: i32, %step: i32, %p: !hd.ptr<f32, global>, %q: !hd.ptr<f32, global>) {
  %four = arith.constant 4 : i32
  %r = scf.while (%i = %from) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %wide = arith.extsi %i : i32 to i64
    %a = hd.offset %p[%wide] : !hd.ptr<f32, global>
    %b = hd.offset %q[%wide] : !hd.ptr<f32, global>
    %x = hd.load %a : !hd.ptr<f32, global> -> f32
    hd.store %x, %b : f32, !hd.ptr<f32, global>
    %next = arith.addi %i, %four : i32
    scf.yield %next : i32
  }
  %s = scf.while (%i = %from) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %wide = arith.extsi %i : i32 to i64
    %b = hd.offset %q[%wide] : !hd.ptr<f32, global>
    %x = hd.load %b : !hd.ptr<f32, global> -> f32
    %y = arith.addf %x, %x : f32
    hd.store %y, %b : f32, !hd.ptr<f32, global>
    %next = arith.addi %i, %step : i32
    scf.yield %next : i32
  }
  return
}

// Nor past a store through a pointer that the loop carries: it may be based on the restricted one.
// TWO-LABEL: @carried
// TWO: scf.while
// TWO: do
// TWO: hd.store
// TWO: hd.load
// TWO: hd.store
// TWO: hd.load
// TWO: hd.unroll = 1
func.func @carried(%n: i32, %from: i32, %x: f32, %q: !hd.ptr<f32, global> {hd.restrict}) -> f32 {
  %four = arith.constant 4 : i32
  %four64 = arith.constant 4 : i64
  %r:3 = scf.while (%i = %from, %p = %q, %s = %x) : (i32, !hd.ptr<f32, global>, f32) -> (i32, !hd.ptr<f32, global>, f32) {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i, %p, %s : i32, !hd.ptr<f32, global>, f32
  } do {
  ^bb0(%i: i32, %p: !hd.ptr<f32, global>, %s: f32):
    hd.store %x, %p : f32, !hd.ptr<f32, global>
    %wide = arith.extsi %i : i32 to i64
    %a = hd.offset %q[%wide] : !hd.ptr<f32, global>
    %y = hd.load %a : !hd.ptr<f32, global> -> f32
    %t = arith.addf %s, %y : f32
    %p2 = hd.offset %p[%four64] : !hd.ptr<f32, global>
    %next = arith.addi %i, %four : i32
    scf.yield %next, %p2, %t : i32, !hd.ptr<f32, global>, f32
  }
  return %r#2 : f32
}

// What only writes has its addresses ahead, too.
// CHECK-LABEL: @clear
// CHECK-COUNT-5: hd.store
// CHECK-NOT: hd.store
func.func @clear(%n: i32, %from: i32, %step: i32, %p: !hd.ptr<i32, global>) {
  %r = scf.while (%i = %from) : (i32) -> i32 {
    %c = arith.cmpi slt, %i, %n : i32
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%i: i32):
    %wide = arith.extsi %i : i32 to i64
    %a = hd.offset %p[%wide] : !hd.ptr<i32, global>
    hd.store %i, %a : i32, !hd.ptr<i32, global>
    %next = arith.addi %i, %step : i32
    scf.yield %next : i32
  }
  return
}
