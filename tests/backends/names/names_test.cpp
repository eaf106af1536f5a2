// Kernels and variables whose names are no identifiers: instances of templates, members of namespaces. Every
// backend gives them symbols that its format takes, and the runtime finds them by their names.
#include "backends/backend.h"
#include "heddle/heddle.h"
#include "ir/pipeline/context.h"
#include "runtime/abi/symbols.h"

#include "mlir/Parser/Parser.h"
#include <gtest/gtest.h>

namespace hd::test {
namespace {

constexpr const char *kSource = R"(module {
  hd.global @"N::table" : !hd.ptr<i32, global>, 4 = "\05\00\00\00" {source_name = "N::table", source_type = si32}
  hd.global @"reduce<float, 256>.tile" : !hd.ptr<!hd.array<4 x i32>, shared>, 16
  func.func @"reduce<float, 256>"(%out: !hd.ptr<i32, global> {hd.name = "out", hd.type = !hd.ptr<si32, global>}) attributes {hd.kernel} {
    %t = hd.thread_id x
    %wide = arith.extsi %t : i32 to i64
    %table = hd.address_of @"N::table" : !hd.ptr<i32, global>
    %value = hd.load %table : !hd.ptr<i32, global> -> i32
    %tile = hd.address_of @"reduce<float, 256>.tile" : !hd.ptr<!hd.array<4 x i32>, shared>
    %first = hd.decay %tile : !hd.ptr<!hd.array<4 x i32>, shared> -> !hd.ptr<i32, shared>
    %own = hd.offset %first[%wide] : !hd.ptr<i32, shared>
    hd.store %value, %own : i32, !hd.ptr<i32, shared>
    hd.barrier
    %zero = arith.constant 0 : i64
    %other = hd.offset %first[%zero] : !hd.ptr<i32, shared>
    %read = hd.load %other : !hd.ptr<i32, shared> -> i32
    %sum = arith.addi %read, %t : i32
    %place = hd.offset %out[%wide] : !hd.ptr<i32, global>
    hd.store %sum, %place : i32, !hd.ptr<i32, global>
    return
  }
})";
constexpr const char *kKernel = "reduce<float, 256>";

mlir::OwningOpRef<mlir::ModuleOp> parse(mlir::MLIRContext &context) {
  return mlir::parseSourceString<mlir::ModuleOp>(kSource, &context);
}

TEST(Names, HaveSymbolsInEveryImage) {
  auto context = ir::createContext();
  for (backends::Backend *backend : backends::all()) {
    std::string target = backend->targets().front().name;
    auto module = parse(*context);
    ASSERT_TRUE(module);
    auto image = backend->compile(*module, target, {});
    if (!image && backend->name() == "amdgcn") { // without ld.lld
      llvm::errs() << target << " skipped: " << llvm::toString(image.takeError()) << "\n";
      continue;
    }
    ASSERT_TRUE(bool(image)) << target << ": " << llvm::toString(image.takeError());
    ASSERT_EQ(image->kernels.size(), 1u) << target;
    EXPECT_EQ(image->kernels[0].kernel, kKernel) << target;
    std::string bytes(image->bytes.begin(), image->bytes.end());
    EXPECT_NE(bytes.find(abi::kernelSymbol(kKernel)), std::string::npos) << target;
    EXPECT_EQ(bytes.find("reduce<"), std::string::npos) << target;
    EXPECT_EQ(bytes.find("N::"), std::string::npos) << target;
  }
}

TEST(Names, AreFoundByTheRuntime) {
  auto context = ir::createContext();
  auto module = parse(*context);
  ASSERT_TRUE(module);
  abi::Module result;
  backends::describe(*module, result);
  backends::Backend *cpu = backends::find("cpu");
  auto image = cpu->compile(*module, llvm::cantFail(cpu->resolveTarget("cpu")), {});
  ASSERT_TRUE(bool(image)) << llvm::toString(image.takeError());
  result.images.push_back(std::move(*image));
  Device device = *Device::open("cpu");
  Module loaded = *device.load(result);
  EXPECT_EQ(loaded.kernel_names(), std::vector<std::string>{kKernel});
  EXPECT_TRUE(bool(loaded.global("N::table")));
  EXPECT_FALSE(bool(loaded.kernel("reduce")));
  for (const char *name : {kKernel, "reduce<float,256>"}) {
    auto kernel = loaded.kernel(name);
    ASSERT_TRUE(bool(kernel)) << name;
    Buffer<int32_t> out(device, 4);
    ASSERT_TRUE(kernel->launch({.block = {4}}, out).ok());
    EXPECT_EQ(*out.to_vector(), (std::vector<int32_t>{5, 6, 7, 8}));
  }
}

} // namespace
} // namespace hd::test
