// RUN: heddle-opt --lower-warp=subgroups=true %s | FileCheck %s
// Both ways of exchanging, chosen by the device. What the whole block tells each other goes through memory always.
// CHECK-LABEL: func.func @exchange
// CHECK: %[[HAS:.*]] = hd.device_has{{ +}}warps_in_subgroups
// CHECK: scf.if %[[HAS]]
// CHECK: hd.shuffle{{ +}}idx %c-1_i32
// CHECK: } else {
// CHECK: hd.store
// CHECK: hd.barrier
// CHECK: hd.load
// CHECK: hd.device_has{{ +}}warps_in_subgroups
// CHECK: hd.sync_warp
// CHECK: } else {
// CHECK: hd.barrier
func.func @exchange(%out: !hd.ptr<i32, global>) attributes {hd.kernel} {
  %full = arith.constant -1 : i32
  %one = arith.constant 1 : i32
  %width = arith.constant 32 : i32
  %thread = hd.thread_id x
  %other = hd.shuffle xor %full, %thread, %one, %width : i32
  hd.sync_warp %full
  hd.store %other, %out : i32, !hd.ptr<i32, global>
  return
}
// CHECK-LABEL: func.func @votes
// CHECK: %[[CHOSEN:.*]] = hd.device_has
// CHECK: %[[NOT:.*]] = arith.xori %[[CHOSEN]]
// CHECK-NEXT: scf.if %[[NOT]]
// CHECK: hd.store
// CHECK: hd.barrier
// CHECK: hd.ballot %c-1_i32
// CHECK: } else {
// CHECK: hd.atomic_rmw or block
func.func @votes(%out: !hd.ptr<i32, global>) attributes {hd.kernel} {
  %full = arith.constant -1 : i32
  %true = arith.constant true
  %bits = hd.ballot %full, %true
  hd.store %bits, %out : i32, !hd.ptr<i32, global>
  return
}
