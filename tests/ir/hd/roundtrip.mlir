// RUN: heddle-opt %s | heddle-opt | FileCheck %s
// RUN: heddle-opt %s --mlir-print-op-generic | heddle-opt | FileCheck %s
// Every operation and type prints as it parses.

!pair = !hd.struct<"pair", size 8, align 4, {"x": f32 at 0, "n": i32 at 4}>

// CHECK: hd.global @table : !hd.ptr<!hd.array<2 x f32>, constant>, 4 = "\00\00\80?\00\00\00@" {source_name = "table"}
hd.global @table : !hd.ptr<!hd.array<2 x f32>, constant>, 4 = "\00\00\80?\00\00\00@" {source_name = "table"}
// CHECK: hd.global @tile : !hd.ptr<!hd.array<16 x f32>, shared>, 16
hd.global @tile : !hd.ptr<!hd.array<16 x f32>, shared>, 16

// CHECK-LABEL: @identity
func.func @identity() attributes {hd.kernel, hd.max_threads = 256 : i64} {
  // CHECK: hd.thread_id x
  %0 = hd.thread_id x
  // CHECK: hd.block_id y
  %1 = hd.block_id y
  // CHECK: hd.block_dim z
  %2 = hd.block_dim z
  // CHECK: hd.grid_dim x
  %3 = hd.grid_dim x
  return
}

// CHECK-LABEL: @checks
func.func @checks(%p: !hd.ptr<f32, global>, %v: f32) {
  // CHECK: hd.check read %{{.*}}, 4, 4 : !hd.ptr<f32, global>
  %0 = hd.check read %p, 4, 4 : !hd.ptr<f32, global>
  // CHECK: hd.check write volatile %{{.*}}, 4, 4 in %{{.*}} : !hd.ptr<f32, global> of %{{.*}} : f32 : !hd.ptr<f32, global>
  %1 = hd.check write volatile %p, 4, 4 in %p : !hd.ptr<f32, global> of %v : f32 : !hd.ptr<f32, global>
  return
}

// CHECK-LABEL: @pointers
func.func @pointers(%p: !hd.ptr<!pair, global>, %i: i64, %v: !hd.ptr<none, generic>) {
  // CHECK: hd.offset %{{.*}}[%{{.*}}] : !hd.ptr<!hd.struct<"pair", size 8, align 4, {"x": f32 at 0, "n": i32 at 4}>, global>
  %0 = hd.offset %p[%i] : !hd.ptr<!pair, global>
  // CHECK: hd.field %{{.*}}[1] : {{.*}} -> !hd.ptr<i32, global>
  %1 = hd.field %0[1] : !hd.ptr<!pair, global> -> !hd.ptr<i32, global>
  // CHECK: hd.address_of @table : !hd.ptr<!hd.array<2 x f32>, constant>
  %2 = hd.address_of @table : !hd.ptr<!hd.array<2 x f32>, constant>
  // CHECK: hd.decay %{{.*}} : !hd.ptr<!hd.array<2 x f32>, constant> -> !hd.ptr<f32, constant>
  %3 = hd.decay %2 : !hd.ptr<!hd.array<2 x f32>, constant> -> !hd.ptr<f32, constant>
  // CHECK: hd.pointer_cast %{{.*}} : !hd.ptr<none, generic> -> !hd.ptr<i8, param>
  %4 = hd.pointer_cast %v : !hd.ptr<none, generic> -> !hd.ptr<i8, param>
  // CHECK: hd.pointer_to_int %{{.*}} : !hd.ptr<i8, param>
  %5 = hd.pointer_to_int %4 : !hd.ptr<i8, param>
  // CHECK: hd.int_to_pointer %{{.*}} : !hd.ptr<f64, private>
  %6 = hd.int_to_pointer %5 : !hd.ptr<f64, private>
  return
}

// CHECK-LABEL: @memory
func.func @memory(%p: !hd.ptr<f32, global>, %q: !hd.ptr<!pair, global>) {
  // CHECK: hd.load %{{.*}} : !hd.ptr<f32, global> -> f32
  %0 = hd.load %p : !hd.ptr<f32, global> -> f32
  // CHECK: hd.load volatile %{{.*}} : !hd.ptr<f32, global> -> f32
  %1 = hd.load volatile %p : !hd.ptr<f32, global> -> f32
  // CHECK: hd.store %{{.*}}, %{{.*}} : f32, !hd.ptr<f32, global>
  hd.store %0, %p : f32, !hd.ptr<f32, global>
  // CHECK: hd.store volatile %{{.*}}, %{{.*}} : f32, !hd.ptr<f32, global>
  hd.store volatile %1, %p : f32, !hd.ptr<f32, global>
  // CHECK: hd.private {alignment = 16 : i64} : !hd.ptr<!hd.struct<"pair"
  %2 = hd.private {alignment = 16 : i64} : !hd.ptr<!pair, private>
  // CHECK: hd.copy %{{.*}}, %{{.*}} : !hd.ptr<!hd.struct<"pair"
  hd.copy %2, %q : !hd.ptr<!pair, private>, !hd.ptr<!pair, global>
  // CHECK: hd.dynamic_shared : !hd.ptr<f32, shared>
  %3 = hd.dynamic_shared : !hd.ptr<f32, shared>
  return
}

// CHECK-LABEL: @synchronisation
func.func @synchronisation(%mask: i32, %c: i1) {
  // CHECK: hd.barrier
  hd.barrier
  // CHECK: hd.barrier_reduce count %{{.*}}
  %0 = hd.barrier_reduce count %c
  // CHECK: hd.barrier_reduce and %{{.*}}
  %1 = hd.barrier_reduce and %c
  // CHECK: hd.barrier_reduce or %{{.*}}
  %2 = hd.barrier_reduce or %c
  // CHECK: hd.fence block
  hd.fence block
  // CHECK: hd.fence device
  hd.fence device
  // CHECK: hd.fence system
  hd.fence system
  // CHECK: hd.sync_warp %{{.*}}
  hd.sync_warp %mask
  return
}

// CHECK-LABEL: @warp
func.func @warp(%mask: i32, %x: f32, %n: i32, %c: i1) {
  // CHECK: hd.shuffle idx %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : f32
  %0 = hd.shuffle idx %mask, %x, %n, %n : f32
  // CHECK: hd.shuffle up
  %1 = hd.shuffle up %mask, %x, %n, %n : f32
  // CHECK: hd.shuffle down
  %2 = hd.shuffle down %mask, %x, %n, %n : f32
  // CHECK: hd.shuffle xor
  %3 = hd.shuffle xor %mask, %n, %n, %n : i32
  // CHECK: hd.vote any %{{.*}}, %{{.*}}
  %4 = hd.vote any %mask, %c
  // CHECK: hd.vote all
  %5 = hd.vote all %mask, %c
  // CHECK: hd.vote uni
  %6 = hd.vote uni %mask, %c
  // CHECK: hd.ballot %{{.*}}, %{{.*}}
  %7 = hd.ballot %mask, %c
  // CHECK: hd.active_mask
  %8 = hd.active_mask
  // CHECK: hd.match_any %{{.*}}, %{{.*}} : f32
  %9 = hd.match_any %mask, %x : f32
  // CHECK: hd.match_all %{{.*}}, %{{.*}} : i32
  %10, %11 = hd.match_all %mask, %n : i32
  // CHECK: hd.warp_reduce smin %{{.*}}, %{{.*}}
  %12 = hd.warp_reduce smin %mask, %n
  return
}

// CHECK-LABEL: @atomics
func.func @atomics(%p: !hd.ptr<i32, shared>, %f: !hd.ptr<f64, global>, %n: i32, %x: f64) {
  // CHECK: hd.atomic_rmw add block %{{.*}}, %{{.*}} : !hd.ptr<i32, shared>, i32
  %0 = hd.atomic_rmw add block %p, %n : !hd.ptr<i32, shared>, i32
  // CHECK: hd.atomic_rmw fadd device %{{.*}}, %{{.*}} : !hd.ptr<f64, global>, f64
  %1 = hd.atomic_rmw fadd device %f, %x : !hd.ptr<f64, global>, f64
  // CHECK: hd.atomic_rmw exch system
  %2 = hd.atomic_rmw exch system %f, %x : !hd.ptr<f64, global>, f64
  // CHECK: hd.atomic_cas device %{{.*}}, %{{.*}}, %{{.*}} : !hd.ptr<i32, shared>, i32
  %3 = hd.atomic_cas device %p, %n, %n : !hd.ptr<i32, shared>, i32
  return
}

// CHECK-LABEL: @services
func.func @services(%n: i64, %x: f64, %c: i1, %i: i32) {
  // CHECK: hd.printf "%d %f\0A"(%{{.*}}, %{{.*}} : i64, f64)
  hd.printf "%d %f\0A"(%n, %x : i64, f64)
  // CHECK: hd.printf "plain"
  hd.printf "plain"
  // CHECK: hd.assert %{{.*}}, "n > 0"
  hd.assert %c, "n > 0"
  // CHECK: hd.trap "unreachable"
  hd.trap "unreachable"
  // CHECK: hd.clock
  %0 = hd.clock
  // CHECK: hd.bit_reverse %{{.*}} : i32
  %1 = hd.bit_reverse %i : i32
  // CHECK: hd.device_has fused_fma
  %2 = hd.device_has fused_fma
  // CHECK: hd.exit_thread
  hd.exit_thread
  return
}
