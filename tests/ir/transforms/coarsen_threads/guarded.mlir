// RUN: heddle-opt --coarsen-threads --canonicalize --cse %s | FileCheck %s

// The commonest kernel: four threads' work with one access of 16 bytes each; the guard is that of the last; one by one
// where it fails, where fewer threads are left, or where an address is no multiple of 16.
// CHECK-LABEL: func.func @saxpy
// CHECK-SAME: %[[N:.*]]: i32 {hd.name = "n"}, %[[A:.*]]: f32 {{.*}}, %[[X:[a-z0-9]+]]: !hd.ptr<f32, global> {{.*}}, %[[Y:[a-z0-9]+]]: !hd.ptr<f32, global> {{.*}}, %[[BLOCKS:.*]]: i64 {hd.blocks}
// CHECK-SAME: hd.threads_at_a_time = 4 : i32
// CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : i64
// CHECK-DAG: %[[THREE:.*]] = arith.constant 3 : i32
// CHECK-DAG: %[[LOW:.*]] = arith.constant 15 : i64
// CHECK: %[[FIRST:.*]] = arith.muli %{{.*}}, %[[FOUR]] : i64
// CHECK: %[[TOTAL:.*]] = arith.muli %[[BLOCKS]], %{{.*}} : i64
// CHECK: %[[END:.*]] = arith.addi %[[FIRST]], %[[FOUR]]
// CHECK: %[[INSIDE:.*]] = arith.cmpi ule, %[[END]], %[[TOTAL]]
// CHECK: %[[I:.*]] = arith.trunci %[[FIRST]] : i64 to i32
// CHECK: %[[LAST:.*]] = arith.addi %[[I]], %[[THREE]] overflow<nsw, nuw>
// CHECK: arith.cmpi slt, %[[LAST]], %[[N]]
// CHECK: %[[PX:.*]] = hd.offset %[[X]]
// CHECK: hd.pointer_to_int %[[PX]]
// CHECK: arith.andi %{{.*}}, %[[LOW]]
// CHECK: %[[PY:.*]] = hd.offset %[[Y]]
// CHECK: scf.if
// CHECK: %[[WIDE:.*]] = hd.pointer_cast %[[PX]] : !hd.ptr<f32, global> -> !hd.ptr<!hd.struct<"hd_wide4_f32", size 16, align 16,
// CHECK: hd.field %[[WIDE]][0]
// CHECK-COUNT-4: hd.load
// CHECK: hd.pointer_cast %[[PY]]
// CHECK-COUNT-4: hd.load
// CHECK-COUNT-4: math.fma
// CHECK-COUNT-4: hd.store
// CHECK: } else {
// CHECK: scf.while
// CHECK: arith.cmpi slt, %{{.*}}, %[[N]]
// CHECK-COUNT-2: hd.load
// CHECK: math.fma
// CHECK: hd.store
// CHECK: hd.unroll = 1
func.func @saxpy(%n: i32 {hd.name = "n"}, %a: f32 {hd.name = "a"}, %x: !hd.ptr<f32, global> {hd.name = "x"}, %y: !hd.ptr<f32, global> {hd.name = "y"}) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %inside = arith.cmpi slt, %i, %n : i32
  scf.if %inside {
    %wide = arith.extsi %i : i32 to i64
    %px = hd.offset %x[%wide] : !hd.ptr<f32, global>
    %vx = hd.load %px : !hd.ptr<f32, global> -> f32
    %py = hd.offset %y[%wide] : !hd.ptr<f32, global>
    %vy = hd.load %py : !hd.ptr<f32, global> -> f32
    %r = math.fma %a, %vx, %vy : f32
    hd.store %r, %py : f32, !hd.ptr<f32, global>
  }
  return
}

// Elements of 8 bytes: two threads. Bytes beside them: two of them are one access of 2. gridDim.x is the launch's.
// CHECK-LABEL: func.func @mixed
// CHECK-SAME: %[[BLOCKS:[a-z0-9]+]]: i64 {hd.blocks}
// CHECK-SAME: hd.threads_at_a_time = 2 : i32
// CHECK-NOT: hd.grid_dim
// CHECK: scf.if
// CHECK: !hd.struct<"hd_wide2_i8", size 2, align 2
// CHECK: arith.trunci %[[BLOCKS]] : i64 to i8
// CHECK: !hd.struct<"hd_wide2_f64", size 16, align 16
// CHECK: return
func.func @mixed(%from: !hd.ptr<i8, global>, %to: !hd.ptr<f64, global>) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %wide = arith.extui %i : i32 to i64
  %p = hd.offset %from[%wide] : !hd.ptr<i8, global>
  %byte = hd.load %p : !hd.ptr<i8, global> -> i8
  %grid = hd.grid_dim x
  %low = arith.trunci %grid : i32 to i8
  %sum = arith.addi %byte, %low : i8
  %real = arith.uitofp %sum : i8 to f64
  %q = hd.offset %to[%wide] : !hd.ptr<f64, global>
  hd.store %real, %q : f64, !hd.ptr<f64, global>
  return
}

// The number in 64 bits is not cut to 32.
// CHECK-LABEL: func.func @wide
// CHECK-SAME: %[[N:.*]]: i64 {hd.name = "n"}
// CHECK-DAG: %[[THREE:.*]] = arith.constant 3 : i64
// CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : i64
// CHECK: %[[FIRST:.*]] = arith.muli %{{.*}}, %[[FOUR]] : i64
// CHECK-NOT: arith.trunci
// CHECK: %[[LAST:.*]] = arith.addi %[[FIRST]], %[[THREE]] overflow<nsw, nuw>
// CHECK: arith.cmpi ult, %[[LAST]], %[[N]]
// CHECK: hd.offset %{{.*}}[%[[FIRST]]]
// CHECK: hd.pointer_cast
// CHECK-COUNT-4: hd.store
// CHECK: } else {
func.func @wide(%n: i64 {hd.name = "n"}, %y: !hd.ptr<f32, global> {hd.name = "y"}) attributes {hd.kernel} {
  %zero = arith.constant 0.0 : f32
  %block = hd.block_id x
  %block64 = arith.extui %block : i32 to i64
  %size = hd.block_dim x
  %size64 = arith.extui %size : i32 to i64
  %start = arith.muli %size64, %block64 : i64
  %thread = hd.thread_id x
  %thread64 = arith.extui %thread : i32 to i64
  %i = arith.addi %thread64, %start : i64
  %inside = arith.cmpi ult, %i, %n : i64
  scf.if %inside {
    %py = hd.offset %y[%i] : !hd.ptr<f32, global>
    hd.store %zero, %py : f32, !hd.ptr<f32, global>
  }
  return
}
