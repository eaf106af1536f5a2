// RUN: heddle-opt --heddle-pipeline %s | FileCheck %s
// A register tile: float acc[2][2], initialised, updated in a loop of unknown length and stored, all under
// full unrolling. The accumulators become values that the loop carries; nothing is left in memory.

// CHECK-LABEL: func.func @register_tile
// CHECK-NOT: hd.private
// CHECK: scf.while ({{.*}}) : (i32, f32, f32, f32, f32) -> (i32, f32, f32, f32, f32)
// CHECK-COUNT-4: math.fma
// CHECK-NOT: math.fma
// CHECK-COUNT-4: hd.store
func.func @register_tile(%a: !hd.ptr<f32, global>, %b: !hd.ptr<f32, global>, %n: i32) attributes {hd.kernel} {
  %m = hd.private : !hd.ptr<!hd.array<2 x !hd.array<2 x f32>>, private>
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %f0 = arith.constant 0.0 : f32
  
  scf.while (%i = %zero) : (i32) -> i32 {
    %c_i = arith.cmpi slt, %i, %two : i32
    scf.condition(%c_i) %i : i32
  } do {
  ^bb0(%i: i32):
    
  scf.while (%j = %zero) : (i32) -> i32 {
    %c_j = arith.cmpi slt, %j, %two : i32
    scf.condition(%c_j) %j : i32
  } do {
  ^bb0(%j: i32):
    %wi = arith.extsi %i : i32 to i64
    %wj = arith.extsi %j : i32 to i64
    %rows = hd.decay %m : !hd.ptr<!hd.array<2 x !hd.array<2 x f32>>, private> -> !hd.ptr<!hd.array<2 x f32>, private>
    %row = hd.offset %rows[%wi] : !hd.ptr<!hd.array<2 x f32>, private>
    %col = hd.decay %row : !hd.ptr<!hd.array<2 x f32>, private> -> !hd.ptr<f32, private>
    %e = hd.offset %col[%wj] : !hd.ptr<f32, private>
    hd.store %f0, %e : f32, !hd.ptr<f32, private>
    %next_j = arith.addi %j, %one : i32
    scf.yield %next_j : i32
  } attributes {hd.unroll = 0 : i64}
    %next_i = arith.addi %i, %one : i32
    scf.yield %next_i : i32
  } attributes {hd.unroll = 0 : i64}
  scf.while (%k = %zero) : (i32) -> i32 {
    %ck = arith.cmpi slt, %k, %n : i32
    scf.condition(%ck) %k : i32
  } do {
  ^bb0(%k: i32):
  
  scf.while (%i = %zero) : (i32) -> i32 {
    %c_i = arith.cmpi slt, %i, %two : i32
    scf.condition(%c_i) %i : i32
  } do {
  ^bb0(%i: i32):
    
  scf.while (%j = %zero) : (i32) -> i32 {
    %c_j = arith.cmpi slt, %j, %two : i32
    scf.condition(%c_j) %j : i32
  } do {
  ^bb0(%j: i32):
    %wi = arith.extsi %i : i32 to i64
    %wj = arith.extsi %j : i32 to i64
    %rows = hd.decay %m : !hd.ptr<!hd.array<2 x !hd.array<2 x f32>>, private> -> !hd.ptr<!hd.array<2 x f32>, private>
    %row = hd.offset %rows[%wi] : !hd.ptr<!hd.array<2 x f32>, private>
    %col = hd.decay %row : !hd.ptr<!hd.array<2 x f32>, private> -> !hd.ptr<f32, private>
    %e = hd.offset %col[%wj] : !hd.ptr<f32, private>
    %pa = hd.offset %a[%wi] : !hd.ptr<f32, global>
    %pb = hd.offset %b[%wj] : !hd.ptr<f32, global>
    %va = hd.load %pa : !hd.ptr<f32, global> -> f32
    %vb = hd.load %pb : !hd.ptr<f32, global> -> f32
    %old = hd.load %e : !hd.ptr<f32, private> -> f32
    %prod = arith.mulf %va, %vb fastmath<contract> : f32
    %new = arith.addf %old, %prod fastmath<contract> : f32
    hd.store %new, %e : f32, !hd.ptr<f32, private>
    %next_j = arith.addi %j, %one : i32
    scf.yield %next_j : i32
  } attributes {hd.unroll = 0 : i64}
    %next_i = arith.addi %i, %one : i32
    scf.yield %next_i : i32
  } attributes {hd.unroll = 0 : i64}
    hd.barrier
    %nextk = arith.addi %k, %one : i32
    scf.yield %nextk : i32
  }
  
  scf.while (%i = %zero) : (i32) -> i32 {
    %c_i = arith.cmpi slt, %i, %two : i32
    scf.condition(%c_i) %i : i32
  } do {
  ^bb0(%i: i32):
    
  scf.while (%j = %zero) : (i32) -> i32 {
    %c_j = arith.cmpi slt, %j, %two : i32
    scf.condition(%c_j) %j : i32
  } do {
  ^bb0(%j: i32):
    %wi = arith.extsi %i : i32 to i64
    %wj = arith.extsi %j : i32 to i64
    %rows = hd.decay %m : !hd.ptr<!hd.array<2 x !hd.array<2 x f32>>, private> -> !hd.ptr<!hd.array<2 x f32>, private>
    %row = hd.offset %rows[%wi] : !hd.ptr<!hd.array<2 x f32>, private>
    %col = hd.decay %row : !hd.ptr<!hd.array<2 x f32>, private> -> !hd.ptr<f32, private>
    %e = hd.offset %col[%wj] : !hd.ptr<f32, private>
    %v = hd.load %e : !hd.ptr<f32, private> -> f32
    %po = hd.offset %a[%wj] : !hd.ptr<f32, global>
    hd.store %v, %po : f32, !hd.ptr<f32, global>
    %next_j = arith.addi %j, %one : i32
    scf.yield %next_j : i32
  } attributes {hd.unroll = 0 : i64}
    %next_i = arith.addi %i, %one : i32
    scf.yield %next_i : i32
  } attributes {hd.unroll = 0 : i64}
  return
}
