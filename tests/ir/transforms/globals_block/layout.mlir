// RUN: heddle-opt --globals-block %s | FileCheck %s
// Known to the host or used: a place, aligned; shared memory stays; the parameter stands before the messages.
// CHECK: hd.globals_block = {bytes = "\01\00\00\00\00\00\00\00\02\00\00\00\00\00\00\00", slots = [{name = "flag", offset = 0 : i64, size = 1 : i64}, {name = "", offset = 8 : i64, size = 8 : i64}]}
// CHECK-NEXT: hd.global @tile
// CHECK-NEXT: func.func @k(%[[N:.*]]: i32, %[[GLOBALS:.*]]: !hd.ptr<i8, global> {hd.globals}, %{{.*}}: !hd.ptr<i32, global> {hd.messages})
// CHECK: hd.address_of @tile
// CHECK: %[[EIGHT:.*]] = arith.constant 8 : i64
// CHECK: %[[PLACE:.*]] = hd.offset %[[GLOBALS]][%[[EIGHT]]]
// CHECK: hd.pointer_cast %[[PLACE]] : !hd.ptr<i8, global> -> !hd.ptr<i64, constant>
module {
  hd.global @flag : !hd.ptr<i8, global>, 1 = "\01" {source_name = "flag", source_type = si8}
  hd.global @table : !hd.ptr<i64, constant>, 8 = "\02\00\00\00\00\00\00\00"
  hd.global @unused : !hd.ptr<i64, constant>, 8
  hd.global @tile : !hd.ptr<i64, shared>, 8
  func.func @k(%n: i32, %messages: !hd.ptr<i32, global> {hd.messages}) attributes {hd.kernel} {
    %s = hd.address_of @tile : !hd.ptr<i64, shared>
    %p = hd.address_of @table : !hd.ptr<i64, constant>
    %v = hd.load %p : !hd.ptr<i64, constant> -> i64
    hd.store %v, %s : i64, !hd.ptr<i64, shared>
    return
  }
}
