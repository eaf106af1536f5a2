// A module survives the file; any damage to the file is an error with a reason.
#include "runtime/abi/module_file.h"

#include <gtest/gtest.h>

namespace hd::abi {
namespace {

TypeRecord scalarType(Scalar scalar, uint32_t size, std::string spelling) {
  TypeRecord type;
  type.scalar = scalar;
  type.size = type.alignment = size;
  type.spelling = std::move(spelling);
  return type;
}

TypeRecord pointerTo(TypeRecord pointee, bool isConst) {
  TypeRecord type;
  type.kind = TypeRecord::Kind::kPointer;
  type.isConst = isConst;
  type.size = type.alignment = 8;
  type.spelling = pointee.spelling + " *";
  type.element.push_back(std::move(pointee));
  return type;
}

Module sample() {
  TypeRecord pair;
  pair.kind = TypeRecord::Kind::kStruct;
  pair.size = 8;
  pair.alignment = 4;
  pair.spelling = "Pair";
  pair.fields.push_back({"first", 0, scalarType(Scalar::kInt32, 4, "int")});
  pair.fields.push_back({"second", 4, scalarType(Scalar::kFloat32, 4, "float")});
  Kernel kernel{"saxpy", "saxpy.hd", 7, 24, 128, 256, true, {}};
  kernel.parameters.push_back({"x", 0, pointerTo(scalarType(Scalar::kFloat32, 4, "float"), true)});
  kernel.parameters.push_back({"p", 8, pair});
  kernel.parameters.push_back({"n", 16, scalarType(Scalar::kInt64, 8, "long long")});
  Image cpu;
  cpu.target = "cpu:avx2";
  cpu.format = "elf";
  cpu.kernels.push_back({.kernel = "saxpy", .scratchBytes = 64, .scratchBytesPerWarp = 128, .features = {}});
  cpu.bytes = {1, 2, 3, 255};
  Image device;
  device.target = "vulkan";
  device.format = "spirv";
  device.kernels.push_back({.kernel = "saxpy",
                            .sharedBytes = 4096,
                            .usesMessages = true,
                            .usesGlobals = true,
                            .threadsAtATime = 4,
                            .features = {"f64", "i8"}});
  device.bytes = {3, 2, 35, 7};
  device.globals = {{"table", 0, 8}, {"", 8, 4}};
  device.globalBytes = {1, 0, 0, 0, 0, 0, 128, 63, 9, 9, 9, 9};
  device.messages.push_back({Message::Kind::kPrint, "%d %f\n", {Scalar::kInt64, Scalar::kFloat64}});
  device.messages.push_back({Message::Kind::kFailure, "saxpy.hd:9: saxpy: n > 0", {}});
  return {"demo", "test 1", {kernel}, {{"table", true, pair}}, {cpu, device}, {'M', 'L', 239, 'R'}};
}

TEST(ModuleFile, RoundTrip) {
  Module module = sample();
  std::vector<uint8_t> bytes = writeModule(module);
  ReadModule read = readModule(bytes);
  ASSERT_TRUE(read) << read.error;
  EXPECT_EQ(writeModule(*read.module), bytes);
  const Kernel &kernel = read.module->kernels.at(0);
  EXPECT_EQ(kernel.name, "saxpy");
  EXPECT_EQ(kernel.parameters.at(1).type.fields.at(1).name, "second");
  EXPECT_TRUE(kernel.parameters.at(0).type.isConst);
  EXPECT_EQ(read.module->images.at(0).kernels.at(0).scratchBytesPerWarp, 128u);
  EXPECT_EQ(read.module->images.at(0).bytes, module.images.at(0).bytes);
  EXPECT_TRUE(read.module->globals.at(0).isConstant);
}

TEST(ModuleFile, RoundTripOfWhatDevicesNeed) {
  ReadModule read = readModule(writeModule(sample()));
  ASSERT_TRUE(read) << read.error;
  const Image &image = read.module->images.at(1);
  EXPECT_EQ(image.kernels.at(0).sharedBytes, 4096u);
  EXPECT_TRUE(image.kernels.at(0).usesMessages);
  EXPECT_TRUE(image.kernels.at(0).usesGlobals);
  EXPECT_EQ(image.kernels.at(0).threadsAtATime, 4u);
  EXPECT_EQ(image.kernels.at(0).features, (std::vector<std::string>{"f64", "i8"}));
  EXPECT_EQ(image.globals.at(1).offset, 8u);
  EXPECT_EQ(image.globalBytes.size(), 12u);
  EXPECT_EQ(image.messages.at(0).parameters.at(1), Scalar::kFloat64);
  EXPECT_EQ(image.messages.at(1).text, "saxpy.hd:9: saxpy: n > 0");
  EXPECT_EQ(read.module->ir, sample().ir);
}

std::string errorOf(const Module &module) { return readModule(writeModule(module)).error; }

TEST(ModuleFile, OtherVersionsSayWhatToDo) {
  std::vector<uint8_t> bytes = writeModule(sample());
  bytes[8] = 1;
  EXPECT_EQ(readModule(bytes).error,
            "module format version 1 is not supported, expected version 3: build the "
            "module again with this version of `heddle build`");
  bytes[8] = 4;
  EXPECT_NE(readModule(bytes).error.find("newer Heddle"), std::string::npos);
}

TEST(ModuleFile, ImagesReferOnlyToWhatIsThere) {
  Module module = sample();
  module.images[1].kernels[0].threadsAtATime = 0;
  EXPECT_NE(errorOf(module).find("whose threads do the work of none"), std::string::npos);
  module = sample();
  module.images[1].globals[0].offset = 8;
  EXPECT_NE(errorOf(module).find("global `table` outside of its block"), std::string::npos);
  module = sample();
  module.images[1].globals[0].offset = UINT64_MAX;
  EXPECT_NE(errorOf(module).find("outside of its block"), std::string::npos);
  module = sample();
  module.images[1].globals[0].size = 4;
  EXPECT_NE(errorOf(module).find("with 4 bytes, expected 8"), std::string::npos);
  module = sample();
  module.images[1].globals[1].name = "nothing";
  EXPECT_NE(errorOf(module).find("`nothing`, which the module lacks"), std::string::npos);
  module = sample();
  module.images[1].globals.clear();
  module.images[1].globalBytes.clear();
  EXPECT_NE(errorOf(module).find("has no contents of globals"), std::string::npos);
  module = sample();
  module.images[1].kernels.push_back(module.images[1].kernels[0]);
  EXPECT_NE(errorOf(module).find("kernel `saxpy` twice"), std::string::npos);
}

TEST(ModuleFile, ArgumentsOfMessagesAreSlots) {
  Module module = sample();
  module.images[1].messages[0].parameters[0] = Scalar::kInt32;
  EXPECT_NE(errorOf(module).find("fills no slot"), std::string::npos);
  module = sample();
  module.images[1].messages[1].parameters.push_back(Scalar::kInt64);
  EXPECT_NE(errorOf(module).find("has arguments"), std::string::npos);
}

TEST(ModuleFile, EveryTruncationIsAnError) {
  std::vector<uint8_t> bytes = writeModule(sample());
  for (size_t size = 0; size < bytes.size(); ++size) {
    ReadModule read = readModule(std::span(bytes).first(size));
    ASSERT_FALSE(read) << size;
    ASSERT_NE(read.error.find("truncated"), std::string::npos) << size << ": " << read.error;
  }
}

TEST(ModuleFile, EveryBitFlipIsAnError) {
  std::vector<uint8_t> bytes = writeModule(sample());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    ASSERT_FALSE(readModule(bytes)) << bit;
    bytes[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
  }
}

// Damage that the checksum cannot see: the content is altered and signed again.
TEST(ModuleFile, DamagedContentWithAValidChecksumNeverCrashes) {
  Module carrier = sample();
  std::vector<uint8_t> bytes = writeModule(carrier);
  const size_t header = 24;
  for (size_t at = header; at < bytes.size(); ++at)
    for (uint8_t value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      std::vector<uint8_t> damaged = bytes;
      damaged[at] = value;
      // Signed by the definition of CRC-32, not by the code under test.
      uint32_t crc = 0xffffffffu;
      for (size_t i = header; i < damaged.size(); ++i) {
        crc ^= damaged[i];
        for (int bit = 0; bit < 8; ++bit)
          crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
      }
      crc = ~crc;
      for (int i = 0; i < 4; ++i)
        damaged[12 + static_cast<size_t>(i)] = static_cast<uint8_t>(crc >> (8 * i));
      ReadModule read = readModule(damaged);
      if (!read) {
        EXPECT_EQ(read.error.find("checksum"), std::string::npos) << read.error;
      }
    }
}

TEST(ModuleFile, ForeignFileIsNamedAsSuch) {
  std::string text = "__global__ void k() {}   and some more text to fill a header";
  ReadModule read = readModule({reinterpret_cast<const uint8_t *>(text.data()), text.size()});
  EXPECT_NE(read.error.find("not a Heddle module"), std::string::npos);
}

TEST(ModuleFile, ParameterOutsideOfItsBlockIsAnError) {
  Module module = sample();
  module.kernels[0].parameterBytes = 20;
  EXPECT_NE(readModule(writeModule(module)).error.find("parameter `n`"), std::string::npos);
}

TEST(ModuleFile, TypesThatNestTooDeepAreAnError) {
  Module module = sample();
  TypeRecord type = scalarType(Scalar::kInt32, 4, "int");
  for (int i = 0; i < 100; ++i)
    type = pointerTo(type, false);
  module.globals[0].type = type;
  EXPECT_NE(readModule(writeModule(module)).error.find("deeper"), std::string::npos);
}

} // namespace
} // namespace hd::abi
