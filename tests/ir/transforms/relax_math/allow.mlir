// RUN: heddle-opt --allow-relaxed %s | FileCheck %s

// What may not contract, as everything in the math library, may not be reordered either.
// CHECK-LABEL: @flags
// CHECK: arith.addf {{.*}} fastmath<reassoc,contract> : f32
// CHECK: arith.divf {{.*}} fastmath<arcp,contract,afn> : f32
// CHECK: arith.divf {{.*}} fastmath<arcp,contract> : f64
// CHECK: arith.mulf %{{[a-z0-9]+}}, %{{[a-z0-9]+}} : f32
// CHECK: arith.divf %{{[a-z0-9]+}}, %{{[a-z0-9]+}} : f32
func.func @flags(%a: f32, %b: f32, %x: f64) -> (f32, f64, f32) {
  %s = arith.addf %a, %b fastmath<contract> : f32
  %q = arith.divf %s, %b fastmath<contract> : f32
  %d = arith.divf %x, %x fastmath<contract> : f64
  %p = arith.mulf %a, %b : f32
  %r = arith.divf %p, %b : f32
  return %q, %d, %r : f32, f64, f32
}
