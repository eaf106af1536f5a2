// RUN: heddle-opt --lower-messages %s | FileCheck %s
// One parameter behind the user's; a message's id is its place in the table; values are stored as they were
// before they were widened; only the first failure is written.
// CHECK: hd.message_table = [{kind = "print", parameters = ["i64", "f32"], text = "%d %f\0A"}, {kind = "failure", parameters = [], text = "a.hd:1: k: bad"}]
// CHECK: func.func @k(%[[N:.*]]: i32, %[[BUFFER:.*]]: !hd.ptr<i32, global> {hd.messages})
// CHECK: hd.atomic_rmw{{ +}}add{{ +}}device
// CHECK: hd.atomic_rmw{{ +}}exch{{ +}}device
// CHECK: hd.exit_thread
// CHECK: func.func @silent(%{{.*}}: i32)
func.func @k(%n: i32) attributes {hd.kernel} {
  %i = arith.extsi %n : i32 to i64
  %f = arith.sitofp %n : i32 to f32
  %d = arith.extf %f : f32 to f64
  hd.printf "%d %f\0A" (%i, %d : i64, f64)
  %zero = arith.constant 0 : i32
  %ok = arith.cmpi sgt, %n, %zero : i32
  hd.assert %ok, "a.hd:1: k: bad"
  hd.trap "a.hd:1: k: bad"
  return
}
func.func @silent(%n: i32) attributes {hd.kernel} { return }
