// Messages and the globals block, executed: the passes' code runs on the cpu with buffers as a driver gives
// them, and the decoder reads what it left.
#include "backends/backend.h"
#include "backends/device_image.h"
#include "heddle/heddle.h"
#include "ir/pipeline/context.h"
#include "runtime/drivers/messages.h"

#include "mlir/Parser/Parser.h"
#include <gtest/gtest.h>

namespace hd::cpu {
backends::Backend *makeBackend();
}

namespace hd::test {
namespace {

constexpr const char *kSource = R"(module {
  hd.global @text : !hd.ptr<!hd.array<4 x i8>, constant>, 1 = "a%b\00"
  hd.global @other : !hd.ptr<!hd.array<3 x i8>, constant>, 1 = "cd\00"
  hd.global @scale : !hd.ptr<i32, constant>, 4 = "\03\00\00\00" {source_name = "scale", source_type = si32}
  hd.global @total : !hd.ptr<i32, global>, 4 {source_name = "total", source_type = si32}
  func.func @k(%limit: i32 {hd.name = "limit", hd.type = si32}, %out: !hd.ptr<i32, global> {hd.name = "out", hd.type = !hd.ptr<si32, global>}) attributes {hd.kernel} {
    %t = hd.thread_id x
    %wide = arith.extsi %t : i32 to i64
    %real = arith.sitofp %t : i32 to f32
    %double = arith.extf %real : f32 to f64
    %two = arith.constant 2 : i32
    %zero = arith.constant 0 : i32
    %rest = arith.remsi %t, %two : i32
    %odd = arith.cmpi eq, %rest, %zero : i32
    %text = hd.address_of @text : !hd.ptr<!hd.array<4 x i8>, constant>
    %a = hd.decay %text : !hd.ptr<!hd.array<4 x i8>, constant> -> !hd.ptr<i8, constant>
    %c = hd.address_of @other : !hd.ptr<!hd.array<3 x i8>, constant>
    %b = hd.decay %c : !hd.ptr<!hd.array<3 x i8>, constant> -> !hd.ptr<i8, constant>
    %s = arith.select %odd, %a, %b : !hd.ptr<i8, constant>
    hd.printf "%d %.1f [%5s]\0A" (%wide, %double, %s : i64, f64, !hd.ptr<i8, constant>)
    %ok = arith.cmpi slt, %t, %limit : i32
    hd.assert %ok, "a.hd:7: k: assertion `t < limit` failed"
    %scale = hd.address_of @scale : !hd.ptr<i32, constant>
    %factor = hd.load %scale : !hd.ptr<i32, constant> -> i32
    %value = arith.muli %factor, %t : i32
    %total = hd.address_of @total : !hd.ptr<i32, global>
    %old = hd.atomic_rmw add device %total, %value : !hd.ptr<i32, global>, i32
    %place = hd.offset %out[%wide] : !hd.ptr<i32, global>
    hd.store %value, %place : i32, !hd.ptr<i32, global>
    return
  }
})";

class HiddenParameters : public testing::Test {
protected:
  void SetUp() override {
    context_ = ir::createContext();
    auto module = mlir::parseSourceString<mlir::ModuleOp>(kSource, context_.get());
    ASSERT_TRUE(module);
    backends::DevicePasses passes;
    passes.globalsBlock = passes.structuredExit = true;
    llvm::Error error = backends::prepare(*module, passes);
    ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
    backends::describeImage(*module, described_);
    abi::Module result;
    backends::describe(*module, result);
    backends::Backend *cpu = cpu::makeBackend();
    auto image = cpu->compile(*module, llvm::cantFail(cpu->resolveTarget("cpu")), {});
    ASSERT_TRUE(bool(image)) << llvm::toString(image.takeError());
    result.images.push_back(std::move(*image));
    device_ = *Device::open("cpu");
    module_ = *device_.load(result);
  }

  // Runs the kernel on 4 threads with a message buffer of that many words; what it reports.
  Status run(int limit, uint32_t words = 1000) {
    std::vector<int32_t> messages(words);
    messages[0] = int32_t(drivers::freshMessageHeader(words).capacity);
    std::vector<int8_t> globals(described_.globalBytes.begin(), described_.globalBytes.end());
    Buffer<int32_t> out(device_, 4), buffer(device_, messages);
    Buffer<int8_t> block(device_, globals);
    EXPECT_TRUE(out.fill(-1).ok());
    Status launched = module_.kernel("k")->launch({.block = {4}}, limit, out, block, buffer);
    EXPECT_TRUE(launched.ok()) << launched.message();
    results = *out.to_vector();
    globalsAfter = *block.to_vector();
    messages = *buffer.to_vector();
    const abi::Kernel &record = module_.kernel("k")->record();
    std::vector<uint32_t> raw(messages.begin(), messages.end());
    return drivers::reportMessages(raw, described_.messages, {record, {1}, {4}}, "test",
                                   [&](std::string_view text) { printed += text; });
  }

  std::unique_ptr<mlir::MLIRContext> context_;
  abi::Image described_;
  Device device_;
  Module module_;
  std::vector<int32_t> results;
  std::vector<int8_t> globalsAfter;
  std::string printed;
};

TEST_F(HiddenParameters, AreDescribed) {
  ASSERT_EQ(described_.kernels.size(), 1u);
  EXPECT_TRUE(described_.kernels[0].usesMessages);
  EXPECT_TRUE(described_.kernels[0].usesGlobals);
  EXPECT_TRUE(described_.kernels[0].features.empty()) << described_.kernels[0].features[0];
  ASSERT_EQ(described_.globals.size(), 2u);
  EXPECT_EQ(described_.globals[1].name, "total");
  EXPECT_EQ(described_.globals[1].offset, 4u);
  EXPECT_EQ(described_.globalBytes, (std::vector<uint8_t>{3, 0, 0, 0, 0, 0, 0, 0}));
}

TEST_F(HiddenParameters, PrintAndCompute) {
  EXPECT_TRUE(run(4).ok());
  EXPECT_NE(printed.find("0 0.0 [  a%b]\n"), std::string::npos) << printed;
  EXPECT_NE(printed.find("3 3.0 [   cd]\n"), std::string::npos) << printed;
  EXPECT_EQ(results, (std::vector<int32_t>{0, 3, 6, 9}));
  EXPECT_EQ(globalsAfter[4], 18);
}

TEST_F(HiddenParameters, AFailedThreadDoesNothingMore) {
  Status status = run(3);
  EXPECT_NE(
      status.message().find("a.hd:7: k: assertion `t < limit` failed (block (0, 0, 0), thread (3, 0, 0))"),
      std::string::npos)
      << status.message();
  EXPECT_EQ(results, (std::vector<int32_t>{0, 3, 6, -1}));
  EXPECT_EQ(globalsAfter[4], 9);
}

TEST_F(HiddenParameters, LostMessagesAreCounted) {
  EXPECT_EQ(run(0, HD_MESSAGE_HEADER_WORDS + HD_MESSAGE_FIXED_WORDS + HD_MESSAGE_RECORD_WORDS(2)).code(),
            StatusCode::kernel_failed);
  EXPECT_NE(printed.find("3 more messages of kernel `k`"), std::string::npos) << printed;
}

} // namespace
} // namespace hd::test
