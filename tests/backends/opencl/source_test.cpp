// Operations that the dialect has and the frontend does not make, as OpenCL C.
#include "backends/opencl/source.h"
#include "ir/pipeline/context.h"

#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using testing::HasSubstr;

std::string sourceOf(const std::string &text) {
  auto context = hd::ir::createContext();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, context.get());
  if (!module)
    return "not parsed";
  auto source = hd::opencl::emitSource(*module, "");
  return source ? *source : "error: " + llvm::toString(source.takeError());
}

TEST(OpenclSource, CountsLoopsUpwards) {
  std::string source = sourceOf(R"(
func.func @k(%x: !hd.ptr<f32, global> {hd.name = "x"}, %n: i32 {hd.name = "n"}) attributes {hd.kernel} {
  %zero = arith.constant 0 : i32
  %two = arith.constant 2 : i32
  %start = arith.constant 1.0 : f32
  %sum = scf.for %i = %zero to %n step %two iter_args(%s = %start) -> (f32) : i32 {
    %at = arith.extsi %i : i32 to i64
    %p = hd.offset %x[%at] : !hd.ptr<f32, global>
    %v = hd.load %p : !hd.ptr<f32, global> -> f32
    %t = arith.addf %s, %v : f32
    scf.yield %t : f32
  }
  hd.store %sum, %x : f32, !hd.ptr<f32, global>
  return
})");
  EXPECT_THAT(source, HasSubstr("  float f = 1.0f;\n"
                                "  const int end = n, step = 2;\n"
                                "  for (int i = 0; i < end; i += step) {\n"
                                "    f = f + x[i];\n"
                                "  }\n"
                                "  *x = f;\n"));
}

TEST(OpenclSource, SwitchesOnAnIndex) {
  std::string source = sourceOf(R"(
func.func @k(%x: !hd.ptr<i32, global> {hd.name = "x"}) attributes {hd.kernel} {
  %v = hd.load %x : !hd.ptr<i32, global> -> i32
  %case = arith.index_cast %v : i32 to index
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %r = scf.index_switch %case -> i32
  case 3 {
    scf.yield %one : i32
  }
  default {
    scf.yield %two : i32
  }
  hd.store %r, %x : i32, !hd.ptr<i32, global>
  return
})");
  EXPECT_THAT(source, HasSubstr("  switch ((long)*x) {\n"
                                "  case 3: {\n"
                                "    i = 1;\n"
                                "    break;\n"
                                "  }\n"
                                "  default: {\n"
                                "    i = 2;\n"
                                "    break;\n"
                                "  }\n"
                                "  }\n"
                                "  *x = i;\n"));
}

// Members that overlap in part have no C struct.
TEST(OpenclSource, ReachesFieldsOfOddRecordsByTheirOffset) {
  std::string source = sourceOf(R"(
!odd = !hd.struct<"Odd", size 8, align 4, {"a": i32 at 0, "b": i16 at 2, "c": i32 at 4}>
func.func @k(%x: !hd.ptr<!odd, global> {hd.name = "x"}, %v: i32 {hd.name = "v"}) attributes {hd.kernel} {
  %c = hd.field %x[2] : !hd.ptr<!odd, global> -> !hd.ptr<i32, global>
  hd.store %v, %c : i32, !hd.ptr<i32, global>
  return
})");
  EXPECT_THAT(source, HasSubstr("  uchar bytes[8];\n} __attribute__((aligned(4))) Odd;"));
  EXPECT_THAT(source, HasSubstr("*(__global hd_int *)((__global char *)x + 4) = v;"));
}

TEST(OpenclSource, KeepsNarrowArithmeticNarrow) {
  std::string source = sourceOf(R"(
func.func @k(%x: !hd.ptr<i16, global> {hd.name = "x"}, %a: i16 {hd.name = "a"}, %b: i16 {hd.name = "b"})
    attributes {hd.kernel} {
  %product = arith.muli %a, %b : i16
  %least = arith.minui %product, %b : i16
  hd.store %least, %x : i16, !hd.ptr<i16, global>
  return
})");
  EXPECT_THAT(source, HasSubstr("*x = min((ushort)((uint)a * b), (ushort)b);"));
}

TEST(OpenclSource, NamesTheOperationThatOpenclLacks) {
  std::string source = sourceOf(R"(
func.func @ticks(%x: !hd.ptr<i64, global> {hd.name = "x"}) attributes {hd.kernel} {
  %now = hd.clock
  hd.store %now, %x : i64, !hd.ptr<i64, global>
  return
})");
  EXPECT_THAT(source, HasSubstr("`ticks` is unsupported on opencl: `hd.clock` has no form in OpenCL C"));
}

} // namespace
