// RUN: heddle-opt --contract-fma %s | FileCheck %s

// a*b + c and c + a*b
// CHECK-LABEL: @sums
// CHECK-DAG: math.fma %[[A:.*]], %[[B:.*]], %[[C:.*]] : f32
// CHECK-NOT: arith.mulf
func.func @sums(%a: f32, %b: f32, %c: f32) -> (f32, f32) {
  %p = arith.mulf %a, %b fastmath<contract> : f32
  %x = arith.addf %p, %c fastmath<contract> : f32
  %q = arith.mulf %a, %b fastmath<contract> : f32
  %y = arith.addf %c, %q fastmath<contract> : f32
  return %x, %y : f32, f32
}

// a*b - c -> fma(a, b, -c)
// CHECK-LABEL: @product_minus(
// CHECK-SAME: %[[A:.*]]: f64, %[[B:.*]]: f64, %[[C:.*]]: f64
// CHECK: %[[N:.*]] = arith.negf %[[C]]
// CHECK: math.fma %[[A]], %[[B]], %[[N]] : f64
func.func @product_minus(%a: f64, %b: f64, %c: f64) -> f64 {
  %p = arith.mulf %a, %b fastmath<contract> : f64
  %x = arith.subf %p, %c fastmath<contract> : f64
  return %x : f64
}

// c - a*b -> fma(-a, b, c)
// CHECK-LABEL: @minus_product(
// CHECK-SAME: %[[A:.*]]: f32, %[[B:.*]]: f32, %[[C:.*]]: f32
// CHECK: %[[N:.*]] = arith.negf %[[A]]
// CHECK: math.fma %[[N]], %[[B]], %[[C]] : f32
func.func @minus_product(%a: f32, %b: f32, %c: f32) -> f32 {
  %p = arith.mulf %a, %b fastmath<contract> : f32
  %x = arith.subf %c, %p fastmath<contract> : f32
  return %x : f32
}

// Of two products the left one contracts.
// CHECK-LABEL: @two_products(
// CHECK-SAME: %[[A:.*]]: f32, %[[B:.*]]: f32, %[[C:.*]]: f32
// CHECK: %[[Q:.*]] = arith.mulf %[[B]], %[[C]]
// CHECK: math.fma %[[A]], %[[B]], %[[Q]]
func.func @two_products(%a: f32, %b: f32, %c: f32) -> f32 {
  %p = arith.mulf %a, %b fastmath<contract> : f32
  %q = arith.mulf %b, %c fastmath<contract> : f32
  %x = arith.addf %p, %q fastmath<contract> : f32
  return %x : f32
}

// The 16-bit types contract as the others.
// CHECK-LABEL: @small
// CHECK: math.fma {{.*}} : f16
// CHECK: math.fma {{.*}} : bf16
func.func @small(%a: f16, %b: f16, %x: bf16, %y: bf16) -> (f16, bf16) {
  %p = arith.mulf %a, %b fastmath<contract> : f16
  %s = arith.addf %p, %a fastmath<contract> : f16
  %q = arith.mulf %x, %y fastmath<contract> : bf16
  %t = arith.addf %q, %x fastmath<contract> : bf16
  return %s, %t : f16, bf16
}
