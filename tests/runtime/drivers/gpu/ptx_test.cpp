// The device that runs PTX: what it must do that no kernel of ours shows, or that would hide a fault of ours.
#include "tests/runtime/drivers/gpu/ptx/machine.h"

#include <gtest/gtest.h>

#include <cstring>

namespace hd::test::ptx {
namespace {

// A kernel `k(u64 out)` with the registers %r, %rd, %f, %rs, %p.
std::string kernelOf(const std::string &body) {
  return ".version 7.8\n.target sm_90\n.address_size 64\n.visible .entry k(.param .u64 k_param_0)\n{\n"
         ".reg .pred %p<9>;\n.reg .b16 %rs<9>;\n.reg .b32 %r<99>;\n.reg .b32 %f<9>;\n.reg .b64 %rd<9>;\n"
         "ld.param.u64 %rd1, [k_param_0];\nmov.u32 %r1, %tid.x;\nmul.wide.u32 %rd2, %r1, 4;\nadd.s64 %rd3, "
         "%rd1, %rd2;\n" +
         body + "ret;\n}\n";
}

struct Outcome {
  std::vector<uint32_t> out;
  int code = 0;
  std::string problem;
};

// One block; each thread has a word of the output at %rd3.
Outcome runKernel(const std::string &body, unsigned threads = 32) {
  Outcome outcome{std::vector<uint32_t>(threads), 0, ""};
  std::unique_ptr<Program> program = parse(kernelOf(body), outcome.problem);
  EXPECT_TRUE(program) << outcome.problem;
  if (!program)
    return outcome;
  auto begin = reinterpret_cast<uint64_t>(outcome.out.data());
  Launch launch{*program, program->kernels.at("k"), {1, 1, 1}, {threads, 1, 1}, std::vector<uint8_t>(8), 0,
                {}};
  std::memcpy(launch.parameters.data(), &begin, sizeof(begin));
  launch.find = [&](uint64_t) { return Range{begin, begin + threads * 4}; };
  try {
    run(launch);
  } catch (const Fault &fault) {
    outcome.code = fault.code;
    outcome.problem = fault.what();
  }
  return outcome;
}

TEST(PtxMachine, NamesWhatItDoesNotKnow) {
  for (auto [line, named] : {std::pair("tex.2d.v4.f32.s32 %r1, %r2;", "tex.2d.v4.f32.s32"),
                             {"add.u32 %r2, %r1, nowhere;", "nowhere"},
                             {"bra $L__nowhere;", "$L__nowhere"},
                             {"shfl.down.b32 %r2, %r1, 1, 31;", "shfl.down.b32"},
                             {"fma.rn.relu.f32 %f1, %f2, %f3, %f4;", "fma.rn.relu.f32"},
                             {"add.sat.s32 %r2, %r1, %r1;", "add.sat.s32"},
                             {"add.cc.u32 %r2, %r1, %r1;", "add.cc.u32"},
                             {"ld.global.b128 %rd4, [%rd1];", "ld.global.b128"}}) {
    std::string error;
    EXPECT_FALSE(parse(kernelOf(std::string(line) + "\n"), error)) << line;
    EXPECT_NE(error.find(named), error.npos) << error;
  }
}

TEST(PtxMachine, TextsThatAreCutAreErrors) {
  const std::string whole = kernelOf("ld.global.v2.u32 {%r2, %r3}, [%rd1+-8];\nbar.sync 0;\n");
  for (size_t size = whole.find(".visible") + 8; size < whole.size() - 3; ++size) {
    std::string error;
    EXPECT_FALSE(parse(whole.substr(0, size), error)) << size;
    EXPECT_FALSE(error.empty()) << size;
  }
}

TEST(PtxMachine, AccessesWhereNothingIsAreFaults) {
  Outcome outside = runKernel("st.global.u32 [%rd3+4], %r1;\n");
  EXPECT_EQ(outside.code, kIllegalAddress);
  EXPECT_NE(outside.problem.find("line 15: st.global.u32 [%rd3+4], %r1;"), std::string::npos)
      << outside.problem;
  Outcome stale = runKernel("st.global.u32 [%rd3], %r1;\nld.global.nc.u32 %r2, [%rd1+64];\n");
  EXPECT_EQ(stale.code, kLaunchFailed);
  EXPECT_NE(stale.problem.find("memory that it does not write"), std::string::npos) << stale.problem;
  EXPECT_EQ(runKernel("st.global.u64 [%rd3], %rd2;\n").code, kMisalignedAddress);
  EXPECT_EQ(runKernel(".shared .align 4 .b8 s[16];\nst.shared.u32 [s+16], %r1;\n").code, kIllegalAddress);
}

// Lanes that take another way to the same shuffle do not meet the others there.
TEST(PtxMachine, LanesWaitForTheirPartners) {
  std::string parted =
      "setp.lt.u32 %p1, %r1, 7;\n@%p1 bra $other;\nshfl.sync.idx.b32 %r2, %r1, 0, 31, -1;\nbra $end;\n"
      "$other:\nshfl.sync.idx.b32 %r2, %r1, 0, 31, -1;\n$end:\n";
  Outcome outcome = runKernel(parted);
  EXPECT_EQ(outcome.code, kLaunchFailed);
  EXPECT_NE(outcome.problem.find("all threads wait for each other"), std::string::npos) << outcome.problem;
  EXPECT_NE(outcome.problem.find("lanes 7f at"), std::string::npos) << outcome.problem;
  // A lane that is not in its own mask.
  EXPECT_EQ(runKernel("bar.warp.sync 1;\n").code, kIllegalInstruction);
  // Those that have ended are not waited for.
  Outcome ended = runKernel("setp.gt.u32 %p1, %r1, 9;\n@%p1 ret;\nvote.sync.ballot.b32 %r2, 1, -1;\nbar.sync "
                            "0;\nst.global.u32 [%rd3], %r2;\n",
                            64);
  EXPECT_EQ(ended.code, 0) << ended.problem;
  EXPECT_EQ(ended.out[9], 0x3ffu);
  EXPECT_EQ(ended.out[10], 0u);
}

// The lane that holds what others wait for goes on, though it is ahead of them.
TEST(PtxMachine, LanesThatWaitDoNotStopOthers) {
  Outcome outcome =
      runKernel("setp.eq.u32 %p1, %r1, 5;\n@%p1 bra $set;\n$again:\nld.volatile.global.u32 %r2, [%rd1];\n"
                "setp.eq.u32 %p2, %r2, 0;\n@%p2 bra $again;\nbra $end;\n$set:\nst.volatile.global.u32 "
                "[%rd1], 7;\n$end:\n");
  EXPECT_EQ(outcome.code, 0) << outcome.problem;
  EXPECT_EQ(outcome.out[0], 7u);
}

TEST(PtxMachine, ShufflesStayInTheirSegments) {
  std::vector<uint32_t> down = runKernel("shfl.sync.down.b32 %r2|%p1, %r1, 3, 0x181f, -1;\nselp.u32 %r3, "
                                         "%r2, 99, %p1;\nst.global.u32 [%rd3], %r3;\n")
                                   .out;
  std::vector<uint32_t> up = runKernel("shfl.sync.up.b32 %r2|%p1, %r1, 1, 0x1000, -1;\nselp.u32 %r3, %r2, "
                                       "99, %p1;\nst.global.u32 [%rd3], %r3;\n")
                                 .out;
  for (unsigned lane = 0; lane < 32; ++lane) { // of 8 and of 16 lanes
    EXPECT_EQ(down[lane], lane % 8 < 5 ? lane + 3 : 99) << lane;
    EXPECT_EQ(up[lane], lane % 16 > 0 ? lane - 1 : 99) << lane;
  }
}

uint32_t valueOf(const std::string &body) {
  return runKernel(body + "st.global.u32 [%rd3], %r9;\n", 1).out[0];
}

TEST(PtxMachine, NumbersThatDoNotFit) {
  EXPECT_EQ(valueOf("cvt.rzi.s32.f32 %r9, 0f4F800000;\n"), 0x7fffffffu); // 2^32
  EXPECT_EQ(valueOf("cvt.rzi.s32.f32 %r9, 0f7FC00000;\n"), 0u);          // NaN
  EXPECT_EQ(valueOf("cvt.rzi.s64.f32 %rd4, 0f7FC00000;\nshr.u64 %rd4, %rd4, 32;\ncvt.u32.u64 %r9, %rd4;\n"),
            0x80000000u);
  EXPECT_EQ(valueOf("mov.b32 %r2, -1;\nshl.b32 %r9, %r2, 32;\n"), 0u);
  EXPECT_EQ(valueOf("mov.b32 %r2, -8;\nshr.s32 %r9, %r2, 40;\n"), 0xffffffffu);
  EXPECT_EQ(valueOf("cvt.s8.s32 %r9, 200;\n"), 0xffffffc8u);
  EXPECT_EQ(valueOf("cvt.rz.f16.f32 %rs1, 0f4788B800;\ncvt.u32.u16 %r9, %rs1;\n"), 0x7bffu); // 70000
  EXPECT_EQ(valueOf("cvt.rn.f16.f32 %rs1, 0f4788B800;\ncvt.u32.u16 %r9, %rs1;\n"), 0x7c00u);
  EXPECT_EQ(valueOf("min.f32 %r9, 0f80000000, 0f00000000;\n"), 0x80000000u);
  EXPECT_EQ(valueOf("add.rz.f32 %r9, 0f3F800000, 0fB3000000;\n"), 0x3f7fffffu); // 1 - 2^-25
}

// 1.5 (1 + 2^-10) is in the middle of two halves; with 2^-24 more or less it is not, but is again when it is
// a float.
TEST(PtxMachine, HalvesAreRoundedOnce) {
  EXPECT_EQ(valueOf("fma.rn.f16 %rs1, 0x3C01, 0x3E00, 0x0001;\ncvt.u32.u16 %r9, %rs1;\n"), 0x3e02u);
  EXPECT_EQ(valueOf("fma.rn.f16 %rs1, 0x3C01, 0x3E00, 0x8001;\ncvt.u32.u16 %r9, %rs1;\n"), 0x3e01u);
}

} // namespace
} // namespace hd::test::ptx
