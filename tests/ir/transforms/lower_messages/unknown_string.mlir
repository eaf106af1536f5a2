// RUN: not heddle-opt --lower-messages %s 2>&1 | FileCheck %s
// CHECK: error: `%s` prints text that is not known when the kernel is compiled; on this device it must be a string literal
func.func @k(%s: !hd.ptr<i8, global>) attributes {hd.kernel} {
  hd.printf "%s" (%s : !hd.ptr<i8, global>)
  return
}
