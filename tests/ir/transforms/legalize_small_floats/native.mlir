// What the options call native stays; quotients and roots never are.
// RUN: heddle-opt --legalize-small-floats='half-conversions=true half-arithmetic=true half-atomics=true bfloat-conversions=true bfloat-fma=true' %s | FileCheck %s

// CHECK-LABEL: @halves
// CHECK: arith.addf {{.*}} : f16
// CHECK: math.fma {{.*}} : f16
// CHECK: arith.negf {{.*}} : f16
// CHECK: arith.cmpf olt, {{.*}} : f16
// CHECK: arith.divf {{.*}} : f32
// CHECK: math.sqrt {{.*}} : f32
// CHECK: hd.atomic_rmw fadd device {{.*}} f16
func.func @halves(%a: f16, %b: f16, %p: !hd.ptr<f16, global>) -> (f16, i1) {
  %s = arith.addf %a, %b : f16
  %f = math.fma %s, %a, %b : f16
  %n = arith.negf %f : f16
  %c = arith.cmpf olt, %n, %a : f16
  %q = arith.divf %n, %a : f16
  %r = math.sqrt %q : f16
  %o = hd.atomic_rmw fadd device %p, %r : !hd.ptr<f16, global>, f16
  return %o, %c : f16, i1
}

// CHECK-LABEL: @bfloats
// CHECK: arith.addf {{.*}} : f32
// CHECK: arith.truncf {{.*}} : f32 to bf16
// CHECK: math.fma {{.*}} : bf16
func.func @bfloats(%a: bf16, %b: bf16) -> bf16 {
  %s = arith.addf %a, %b : bf16
  %f = math.fma %s, %a, %b : bf16
  return %f : bf16
}
