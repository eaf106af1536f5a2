// RUN: heddle-opt --contract-fma %s | FileCheck %s
// What must not contract.
// CHECK-NOT: math.fma
// CHECK-NOT: contract

// The product does not carry the flag.
func.func @product_without_flag(%a: f32, %b: f32) -> f32 {
  %p = arith.mulf %a, %b : f32
  %x = arith.addf %p, %a fastmath<contract> : f32
  return %x : f32
}

// The sum does not carry the flag.
func.func @sum_without_flag(%a: f32, %b: f32) -> f32 {
  %p = arith.mulf %a, %b fastmath<contract> : f32
  %x = arith.addf %p, %a : f32
  return %x : f32
}

// The product has a second use.
func.func @two_uses(%a: f32, %b: f32) -> (f32, f32) {
  %p = arith.mulf %a, %b fastmath<contract> : f32
  %x = arith.addf %p, %a fastmath<contract> : f32
  return %x, %p : f32, f32
}

// p + p uses the product twice.
func.func @doubled(%a: f32, %b: f32) -> f32 {
  %p = arith.mulf %a, %b fastmath<contract> : f32
  %x = arith.addf %p, %p fastmath<contract> : f32
  return %x : f32
}
