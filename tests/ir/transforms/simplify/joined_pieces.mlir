// RUN: heddle-opt --simplify %s | FileCheck %s

// The bytes of a word in their places are the word.
// CHECK-LABEL: @word
// CHECK-SAME: %[[X:[a-z0-9]+]]: i32
// CHECK-NEXT: return %[[X]]
func.func @word(%x: i32) -> i32 {
  %c8 = arith.constant 8 : i32
  %c16 = arith.constant 16 : i32
  %c24 = arith.constant 24 : i32
  %b0 = arith.trunci %x : i32 to i8
  %x1 = arith.shrui %x, %c8 : i32
  %b1 = arith.trunci %x1 : i32 to i8
  %x2 = arith.shrui %x, %c16 : i32
  %b2 = arith.trunci %x2 : i32 to i8
  %x3 = arith.shrui %x, %c24 : i32
  %b3 = arith.trunci %x3 : i32 to i8
  %w0 = arith.extui %b0 : i8 to i32
  %w1 = arith.extui %b1 : i8 to i32
  %s1 = arith.shli %w1, %c8 : i32
  %w2 = arith.extui %b2 : i8 to i32
  %s2 = arith.shli %w2, %c16 : i32
  %w3 = arith.extui %b3 : i8 to i32
  %s3 = arith.shli %w3, %c24 : i32
  %o1 = arith.ori %w0, %s1 : i32
  %o2 = arith.ori %o1, %s2 : i32
  %o3 = arith.ori %o2, %s3 : i32
  return %o3 : i32
}

// Two halves by their bytes.
// CHECK-LABEL: @halves
// CHECK-SAME: %[[A:[a-z0-9]+]]: i16, %[[B:[a-z0-9]+]]: i16
// CHECK-DAG: %[[LOW:.*]] = arith.extui %[[A]] : i16 to i32
// CHECK-DAG: %[[WIDE:.*]] = arith.extui %[[B]] : i16 to i32
// CHECK-DAG: %[[HIGH:.*]] = arith.shli %[[WIDE]]
// CHECK: %[[BOTH:.*]] = arith.ori %[[LOW]], %[[HIGH]]
// CHECK-NEXT: return %[[BOTH]]
func.func @halves(%a: i16, %b: i16) -> i32 {
  %h8 = arith.constant 8 : i16
  %c8 = arith.constant 8 : i32
  %c16 = arith.constant 16 : i32
  %c24 = arith.constant 24 : i32
  %b0 = arith.trunci %a : i16 to i8
  %a1 = arith.shrui %a, %h8 : i16
  %b1 = arith.trunci %a1 : i16 to i8
  %b2 = arith.trunci %b : i16 to i8
  %a3 = arith.shrui %b, %h8 : i16
  %b3 = arith.trunci %a3 : i16 to i8
  %w0 = arith.extui %b0 : i8 to i32
  %w1 = arith.extui %b1 : i8 to i32
  %s1 = arith.shli %w1, %c8 : i32
  %w2 = arith.extui %b2 : i8 to i32
  %s2 = arith.shli %w2, %c16 : i32
  %w3 = arith.extui %b3 : i8 to i32
  %s3 = arith.shli %w3, %c24 : i32
  %o1 = arith.ori %w0, %s1 : i32
  %o2 = arith.ori %o1, %s2 : i32
  %o3 = arith.ori %o2, %s3 : i32
  return %o3 : i32
}

// The bytes change places: nothing fits together.
// CHECK-LABEL: @swapped
// CHECK-COUNT-2: arith.extui {{.*}} : i8 to i16
// CHECK: return
func.func @swapped(%x: i16) -> i16 {
  %c8 = arith.constant 8 : i16
  %b0 = arith.trunci %x : i16 to i8
  %x1 = arith.shrui %x, %c8 : i16
  %b1 = arith.trunci %x1 : i16 to i8
  %w0 = arith.extui %b0 : i8 to i16
  %w1 = arith.extui %b1 : i8 to i16
  %s0 = arith.shli %w0, %c8 : i16
  %o = arith.ori %s0, %w1 : i16
  return %o : i16
}
