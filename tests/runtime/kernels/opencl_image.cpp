// The image of kernels.cl.
#include "runtime/abi/features.h"
#include "tests/runtime/kernels/kernels.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <map>

namespace hd::test {

abi::Image openclImage(const abi::Module &module) {
  abi::Image image;
  image.target = "opencl";
  image.format = "opencl-c";
  std::ifstream file(HD_TEST_KERNELS_CL, std::ios::binary);
  image.bytes.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  std::map<std::string, abi::KernelImage> special;
  special["arenas"].sharedBytes = 40;
  special["arenas"].features = {std::string(abi::features::kInt64)};
  special["take_struct"].features = {std::string(abi::features::kFloat64)};
  special["print"].usesMessages = special["assert_at"].usesMessages = special["fault"].usesMessages = true;
  special["globals"].usesGlobals = true;
  for (const abi::Kernel &kernel : module.kernels) {
    image.kernels.push_back(special[kernel.name]);
    image.kernels.back().kernel = kernel.name;
  }
  const float table[4] = {1, 2, 3, 4};
  image.globals = {{"counter", 0, 4}, {"table", 16, 16}};
  image.globalBytes.resize(32);
  image.globalBytes[0] = 40;
  std::memcpy(&image.globalBytes[16], table, sizeof(table));
  using Kind = abi::Message::Kind;
  image.messages = {
      {Kind::kPrint, "block %llu value %.2f text\n", {abi::Scalar::kInt64, abi::Scalar::kFloat32}},
      {Kind::kFailure, "kernels.hd:7: assert_at: assertion `x < n` failed", {}},
      {Kind::kFailure, "kernels.hd:9: fault: trap", {}},
  };
  return image;
}

} // namespace hd::test
