// RUN: heddle-opt --expand-arithmetic %s | FileCheck %s --check-prefix=NATIVE
// RUN: heddle-opt --expand-arithmetic="fma=probed division=probed" %s | FileCheck %s --check-prefix=PROBED
// RUN: heddle-opt --expand-arithmetic="fma=software division=software doubles=false" %s | FileCheck %s --check-prefix=SOFTWARE
// RUN: not heddle-opt --expand-arithmetic=fma=fast %s 2>&1 | FileCheck %s --check-prefix=WRONG
// NATIVE: math.fma
// NATIVE-NEXT: arith.divf
// PROBED: %[[FUSED:.*]] = hd.device_has{{ +}}fused_fma
// PROBED-NEXT: %{{.*}} = scf.if %[[FUSED]]
// PROBED-NEXT: math.fma
// PROBED: } else {
// PROBED: arith.extf
// PROBED: %[[EXACT:.*]] = hd.device_has{{ +}}exact_divide
// PROBED-NEXT: %{{.*}} = scf.if %[[EXACT]]
// PROBED-NEXT: arith.divf
// PROBED: } else {
// SOFTWARE-NOT: f64
// SOFTWARE-NOT: math.fma
// The device's own quotient is a first guess.
// SOFTWARE: arith.divf
// SOFTWARE: arith.subi
// WRONG: expected native, software or probed, found `fast`
func.func @k(%a: f32, %b: f32, %c: f32) -> f32 {
  %x = math.fma %a, %b, %c : f32
  %y = arith.divf %x, %b : f32
  return %y : f32
}
