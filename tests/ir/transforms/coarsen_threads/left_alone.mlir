// Kernels that stay as they are.
// RUN: heddle-opt --coarsen-threads %s | FileCheck %s
// CHECK-NOT: hd.threads_at_a_time
// CHECK-NOT: hd.blocks

// Knows its thread.
func.func @thread(%x: !hd.ptr<f32, global>) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %wide = arith.extsi %i : i32 to i64
  %p = hd.offset %x[%wide] : !hd.ptr<f32, global>
  %v = arith.sitofp %thread : i32 to f32
  hd.store %v, %p : f32, !hd.ptr<f32, global>
  return
}

// No neighbouring elements.
func.func @stride(%x: !hd.ptr<f32, global>, %n: i32) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %scaled = arith.muli %i, %n : i32
  %wide = arith.extsi %scaled : i32 to i64
  %p = hd.offset %x[%wide] : !hd.ptr<f32, global>
  %v = hd.load %p : !hd.ptr<f32, global> -> f32
  hd.store %v, %p : f32, !hd.ptr<f32, global>
  return
}

// The sum may wrap between two threads.
func.func @wraps(%x: !hd.ptr<f32, global>, %n: i32) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %moved = arith.addi %i, %n : i32
  %wide = arith.extsi %moved : i32 to i64
  %p = hd.offset %x[%wide] : !hd.ptr<f32, global>
  %v = arith.sitofp %n : i32 to f32
  hd.store %v, %p : f32, !hd.ptr<f32, global>
  return
}

// Wide already.
func.func @struct(%x: !hd.ptr<!hd.struct<"float4", size 16, align 16, {"x": f32 at 0, "y": f32 at 4, "z": f32 at 8, "w": f32 at 12}>, global>, %v: f32) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %wide = arith.extsi %i : i32 to i64
  %p = hd.offset %x[%wide] : !hd.ptr<!hd.struct<"float4", size 16, align 16, {"x": f32 at 0, "y": f32 at 4, "z": f32 at 8, "w": f32 at 12}>, global>
  %f = hd.field %p[1] : !hd.ptr<!hd.struct<"float4", size 16, align 16, {"x": f32 at 0, "y": f32 at 4, "z": f32 at 8, "w": f32 at 12}>, global> -> !hd.ptr<f32, global>
  hd.store %v, %f : f32, !hd.ptr<f32, global>
  return
}

// Others may look meanwhile.
func.func @volatile(%x: !hd.ptr<f32, global>, %v: f32) attributes {hd.kernel} {
  %block = hd.block_id x
  %size = hd.block_dim x
  %start = arith.muli %block, %size : i32
  %thread = hd.thread_id x
  %i = arith.addi %start, %thread : i32
  %wide = arith.extsi %i : i32 to i64
  %p = hd.offset %x[%wide] : !hd.ptr<f32, global>
  hd.store volatile %v, %p : f32, !hd.ptr<f32, global>
  return
}
