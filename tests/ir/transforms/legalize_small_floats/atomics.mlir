// A sum into 16 bits is a loop over the word around them.
// RUN: heddle-opt --legalize-small-floats='half-conversions=true' %s | FileCheck %s

// CHECK-LABEL: @add
// CHECK: %[[ADDRESS:.*]] = hd.pointer_to_int %arg0
// CHECK: %[[FIRST:.*]] = hd.offset %arg0
// CHECK: %[[WORD:.*]] = hd.pointer_cast %[[FIRST]] : !hd.ptr<f16, shared> -> !hd.ptr<i32, shared>
// CHECK: %[[START:.*]] = hd.load volatile %[[WORD]]
// CHECK: scf.while (%[[SEEN:.*]] = %[[START]])
// CHECK: arith.addf {{.*}} : f32
// CHECK: %[[FOUND:.*]] = hd.atomic_cas block %[[WORD]], %[[SEEN]]
// CHECK: %[[AGAIN:.*]] = arith.cmpi ne, %[[FOUND]], %[[SEEN]]
// CHECK: scf.condition(%[[AGAIN]]) %[[FOUND]]
func.func @add(%p: !hd.ptr<f16, shared>, %v: f16) -> f16 {
  %old = hd.atomic_rmw fadd block %p, %v : !hd.ptr<f16, shared>, f16
  return %old : f16
}
