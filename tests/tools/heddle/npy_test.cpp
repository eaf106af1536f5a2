// .npy files: what is written can be read, and every foreign or damaged file is a Failure that says why.
#include "tools/heddle/npy.h"

#include "tools/heddle/failure.h"

#include <gmock/gmock.h>

#include <cstring>
#include <fstream>

namespace hd::cli {
namespace {

using abi::Scalar;
using testing::HasSubstr;

std::string temporary(const std::string &name) { return testing::TempDir() + "heddle_npy_" + name; }

// A file of `version` with the dict and `data` bytes after it.
std::string writeRaw(const std::string &name, char version, std::string dict, size_t data) {
  std::string path = temporary(name);
  std::ofstream file(path, std::ios::binary);
  file << "\x93NUMPY" << version << '\0' << char(dict.size() & 255) << char(dict.size() >> 8);
  if (version > 1)
    file << '\0' << '\0';
  file << dict << std::string(data, '\1');
  return path;
}

std::string failureOf(const std::string &path) {
  try {
    readNpy(path);
  } catch (const Failure &failure) {
    EXPECT_EQ(failure.exitCode, kUsage);
    return failure.message;
  }
  return "no failure";
}

TEST(Npy, KeepsEveryTypeAndShape) {
  const std::pair<Scalar, size_t> types[] = {
      {Scalar::kBool, 1},   {Scalar::kInt8, 1},    {Scalar::kUInt8, 1},    {Scalar::kInt16, 2},
      {Scalar::kUInt16, 2}, {Scalar::kInt32, 4},   {Scalar::kUInt32, 4},   {Scalar::kInt64, 8},
      {Scalar::kUInt64, 8}, {Scalar::kFloat16, 2}, {Scalar::kBFloat16, 2}, {Scalar::kFloat32, 4},
      {Scalar::kFloat64, 8}};
  std::byte data[6 * 8];
  for (size_t i = 0; i < sizeof data; ++i)
    data[i] = std::byte(i);
  for (auto [scalar, size] : types) {
    for (const std::vector<uint64_t> &shape : {std::vector<uint64_t>{}, {3}, {2, 3}, {2, 0, 4}}) {
      uint64_t count = 1;
      for (uint64_t extent : shape)
        count *= extent;
      std::string path = temporary("roundtrip.npy");
      writeNpy(path, scalar, shape, {data, count * size});
      NpyArray array = readNpy(path);
      EXPECT_EQ(array.scalar, scalar);
      EXPECT_EQ(array.shape, shape);
      ASSERT_EQ(array.bytes, count * size);
      EXPECT_EQ(std::memcmp(array.data.get(), data, array.bytes), 0);
    }
  }
}

TEST(Npy, AlignsItsElements) {
  std::string path = temporary("aligned.npy");
  std::byte data[4] = {};
  writeNpy(path, Scalar::kFloat32, std::vector<uint64_t>{1}, data);
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  EXPECT_EQ(file.tellg(), 128 + 4);
}

TEST(Npy, ReadsVersionsOneToThree) {
  for (char version : {'\1', '\2', '\3'}) {
    std::string path =
        writeRaw("version.npy", version, "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }\n", 8);
    EXPECT_EQ(readNpy(path).shape, std::vector<uint64_t>{2});
  }
  EXPECT_THAT(failureOf(writeRaw("version.npy", '\4', "", 0)), HasSubstr("format version 4"));
}

TEST(Npy, RefusesWhatIsForeign) {
  auto dict = [](const std::string &descr, const char *fortran = "False") {
    return "{'descr': " + descr + ", 'fortran_order': " + fortran + ", 'shape': (2, 1), }\n";
  };
  EXPECT_THAT(failureOf(writeRaw("f.npy", 1, dict("'>f4'"), 8)), HasSubstr("big endian"));
  EXPECT_THAT(failureOf(writeRaw("f.npy", 1, dict("'<f4'", "True"), 8)), HasSubstr("Fortran order"));
  EXPECT_THAT(failureOf(writeRaw("f.npy", 1, dict("'<c8'"), 16)), HasSubstr("dtype `<c8`"));
  EXPECT_THAT(failureOf(writeRaw("f.npy", 1, dict("'|O'"), 16)), HasSubstr("dtype `|O`"));
  EXPECT_THAT(failureOf(writeRaw("f.npy", 1, dict("[('x', '<f4')]"), 8)), HasSubstr("structured"));
  std::ofstream(temporary("text.npy")) << "1 2 3\n";
  EXPECT_THAT(failureOf(temporary("text.npy")), HasSubstr("is not a .npy file"));
}

TEST(Npy, RefusesWhatIsDamaged) {
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n";
  EXPECT_THAT(failureOf(writeRaw("d.npy", 1, good, 7)),
              HasSubstr("truncated: 7 bytes of elements, 8 expected"));
  for (size_t size = 0; size < good.size() - 2; ++size)
    EXPECT_THAT(failureOf(writeRaw("d.npy", 1, good.substr(0, size), 8)), HasSubstr("malformed")) << size;
  EXPECT_THAT(failureOf(writeRaw("d.npy", 1, "{'descr': '<f4', 'shape': (2,)}", 8)), HasSubstr("malformed"));
  std::string huge = "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}";
  EXPECT_THAT(failureOf(writeRaw("d.npy", 1, huge, 8)), HasSubstr("larger than any memory"));
  std::string big = "{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,)}";
  EXPECT_THAT(failureOf(writeRaw("d.npy", 1, big, 8)), HasSubstr("truncated"));
}

TEST(Npy, NamesAMissingFile) { EXPECT_THAT(failureOf("/nonexistent/x.npy"), HasSubstr("No such file")); }

} // namespace
} // namespace hd::cli
