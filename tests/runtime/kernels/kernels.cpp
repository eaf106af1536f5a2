#include "tests/runtime/kernels/kernels.h"

#include "runtime/abi/cpu.h"
#include "runtime/abi/module_file.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace hd::test {
namespace {

using abi::Scalar;
using abi::TypeRecord;

TypeRecord scalar(Scalar kind, uint32_t size, std::string spelling) {
  TypeRecord type;
  type.scalar = kind;
  type.size = type.alignment = size;
  type.spelling = std::move(spelling);
  return type;
}
TypeRecord int32() { return scalar(Scalar::kInt32, 4, "int"); }
TypeRecord uint32() { return scalar(Scalar::kUInt32, 4, "unsigned int"); }
TypeRecord uint64() { return scalar(Scalar::kUInt64, 8, "unsigned long long"); }
TypeRecord float32() { return scalar(Scalar::kFloat32, 4, "float"); }
TypeRecord float64() { return scalar(Scalar::kFloat64, 8, "double"); }

TypeRecord pointer(TypeRecord to, bool isConst = false) {
  TypeRecord type;
  type.kind = TypeRecord::Kind::kPointer;
  type.isConst = isConst;
  type.size = type.alignment = 8;
  type.spelling = (isConst ? "const " : "") + to.spelling + " *";
  type.element.push_back(std::move(to));
  return type;
}

TypeRecord pair() {
  TypeRecord type;
  type.kind = TypeRecord::Kind::kStruct;
  type.size = 16;
  type.alignment = 8;
  type.spelling = "Pair";
  type.fields = {{"a", 0, int32()}, {"b", 8, float64()}};
  return type;
}

TypeRecord table() {
  TypeRecord type;
  type.kind = TypeRecord::Kind::kArray;
  type.size = 16;
  type.alignment = 4;
  type.count = 4;
  type.spelling = "float[4]";
  type.element.push_back(float32());
  return type;
}

void add(abi::Module &module, std::string name, std::vector<std::pair<std::string, TypeRecord>> parameters) {
  abi::Kernel kernel;
  kernel.name = std::move(name);
  kernel.file = "kernels.hd";
  kernel.line = 1;
  for (auto &[parameterName, type] : parameters) {
    uint32_t offset = (kernel.parameterBytes + type.alignment - 1) / type.alignment * type.alignment;
    kernel.parameterBytes = offset + type.size;
    kernel.parameters.push_back({parameterName, offset, type});
  }
  module.kernels.push_back(std::move(kernel));
}

std::vector<uint8_t> bytesOf(const char *path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Those of kernels.hd, compiled before: they come before what is written by hand.
std::vector<abi::Image> compiledImages() {
  const char *path = std::getenv("HEDDLE_TEST_KERNELS");
  if (!path || !*path)
    return {};
  abi::ReadModule read = abi::readModule(bytesOf(path));
  if (read)
    return std::move(read.module->images);
  std::fprintf(stderr, "HEDDLE_TEST_KERNELS: %s: %s\n", path, read.error.c_str());
  std::exit(2);
}

} // namespace

std::vector<uint8_t> kernelsObject() { return bytesOf(HD_TEST_KERNELS_OBJECT); }

abi::Module kernelsModule() {
  abi::Module module;
  module.name = "kernels";
  module.producer = "tests";
  add(module, "empty", {});
  add(module, "saxpy",
      {{"n", int32()}, {"a", float32()}, {"x", pointer(float32(), true)}, {"y", pointer(float32())}});
  add(module, "visit", {{"hits", pointer(int32())}});
  add(module, "arenas", {{"sums", pointer(uint64())}});
  module.kernels.back().staticSharedBytes = 40;
  module.kernels.back().usesDynamicShared = true;
  add(module, "print", {});
  add(module, "print_wild_string", {});
  add(module, "assert_at", {{"bad", uint32()}});
  add(module, "fault", {{"kind", int32()}});
  add(module, "globals", {{"out", pointer(float32())}});
  add(module, "take_struct", {{"pair", pair()}, {"out", pointer(float64())}});
  add(module, "chain", {{"value", pointer(uint32())}, {"add", uint32()}, {"delay", uint32()}});
  module.globals = {{"counter", false, int32()}, {"table", true, table()}};
  static const std::vector<abi::Image> compiled = compiledImages();
  module.images = compiled;
  abi::Image image;
  image.format = "elf";
  image.bytes = kernelsObject();
  for (const abi::Kernel &kernel : module.kernels)
    image.kernels.push_back({.kernel = kernel.name,
                             .scratchBytes = 128,
                             .scratchBytesPerWarp = 256,
                             .vectorWidth = HD_WARP_SIZE,
                             .features = {}});
  for (const char *target : {"cpu:avx512", "cpu:avx2", "cpu:sse4"}) {
    image.target = target;
    module.images.push_back(image);
  }
  module.images.push_back(openclImage(module));
  module.images.push_back(vulkanImage(module));
  if (std::getenv("HEDDLE_CUDA_LIBRARY"))
    module.images.push_back(fakeGpuImage(module, "nvptx:sm_70", "ptx"));
  if (std::getenv("HEDDLE_HIP_LIBRARY"))
    module.images.push_back(fakeGpuImage(module, "amdgcn:gfx90a", "elf-amdgcn"));
  return module;
}

} // namespace hd::test
