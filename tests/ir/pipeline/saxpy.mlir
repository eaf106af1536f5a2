// RUN: heddle-opt --heddle-pipeline %s | FileCheck %s
// RUN: heddle-opt --heddle-pipeline=opt-level=0 %s | FileCheck %s --check-prefix=O0
// The usual kernel: a private function is inlined, the product contracts, no level changes that.

// CHECK-LABEL: func.func @saxpy
// CHECK: scf.if
// CHECK: math.fma
// CHECK-NOT: arith.mulf
// CHECK-NOT: func.func private
// O0-LABEL: func.func @saxpy
// O0: math.fma
// O0-NOT: func.func private
func.func @saxpy(%n: i32, %a: f32, %x: !hd.ptr<f32, global>, %y: !hd.ptr<f32, global>) attributes {hd.kernel} {
  %block = hd.block_id x
  %dim = hd.block_dim x
  %thread = hd.thread_id x
  %base = arith.muli %block, %dim : i32
  %i = arith.addi %base, %thread : i32
  %c = arith.cmpi slt, %i, %n : i32
  scf.if %c {
    %wide = arith.extsi %i : i32 to i64
    %px = hd.offset %x[%wide] : !hd.ptr<f32, global>
    %vx = hd.load %px : !hd.ptr<f32, global> -> f32
    %wide2 = arith.extsi %i : i32 to i64
    %py = hd.offset %y[%wide2] : !hd.ptr<f32, global>
    %vy = hd.load %py : !hd.ptr<f32, global> -> f32
    %r = func.call @axpy(%a, %vx, %vy) : (f32, f32, f32) -> f32
    %wide3 = arith.extsi %i : i32 to i64
    %pz = hd.offset %y[%wide3] : !hd.ptr<f32, global>
    hd.store %r, %pz : f32, !hd.ptr<f32, global>
  }
  return
}
func.func private @axpy(%a: f32, %x: f32, %y: f32) -> f32 {
  %p = arith.mulf %a, %x fastmath<contract> : f32
  %s = arith.addf %p, %y fastmath<contract> : f32
  return %s : f32
}
