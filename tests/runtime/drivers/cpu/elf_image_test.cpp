// The object loader: good objects run, damaged ones are a Status.
#include "runtime/drivers/cpu/elf_image.h"

#include "tests/runtime/conformance/conformance.h"

#include <cstring>
#include <elf.h>

namespace hd::drivers::cpu {
namespace {

TEST(ElfImage, FindsFunctionsAndVariables) {
  Result<std::unique_ptr<ElfImage>> image = ElfImage::load(test::kernelsObject());
  ASSERT_TRUE(image) << image.status().to_string();
  EXPECT_TRUE((*image)->function("hd_kernel_saxpy"));
  Result<void *> counter = (*image)->data("hd_global_counter", 4);
  ASSERT_TRUE(counter);
  EXPECT_EQ(*static_cast<int *>(*counter), 40);
  EXPECT_EQ((*image)->function("hd_kernel_none").status().code(), StatusCode::not_found);
  EXPECT_EQ((*image)->function("hd_global_counter").status().code(), StatusCode::corrupt);
  EXPECT_EQ((*image)->data("hd_kernel_saxpy", 4).status().code(), StatusCode::corrupt);
  EXPECT_EQ((*image)->data("hd_global_table", 1 << 20).status().code(), StatusCode::corrupt);
}

TEST(ElfImage, TruncatedObjectsAreAStatus) {
  std::vector<uint8_t> object = test::kernelsObject();
  for (size_t size = 0; size < object.size(); size += size < 128 ? 1 : 61)
    ASSERT_EQ(ElfImage::load(std::span(object).first(size)).status().code(), StatusCode::corrupt) << size;
}

// Everything that the loader reads: whatever comes of it, it is no crash.
TEST(ElfImage, DamagedObjectsNeverCrash) {
  const std::vector<uint8_t> object = test::kernelsObject();
  std::vector<uint8_t> damaged = object;
  uint32_t random = 1;
  for (int round = 0; round < 4000; ++round) {
    size_t at[3];
    for (size_t &position : at) {
      random = random * 1664525 + 1013904223;
      // The header, the section table at the end, and anywhere.
      size_t range = round % 3 == 0   ? 64
                     : round % 3 == 1 ? std::min<size_t>(object.size(), 2048)
                                      : object.size();
      position = round % 3 == 1 ? object.size() - 1 - random % range : random % range;
      damaged[position] = static_cast<uint8_t>(random >> 24);
    }
    (void)ElfImage::load(damaged);
    for (size_t position : at)
      damaged[position] = object[position];
  }
}

// Its flags would have it laid out, with an alignment that leads back to the start.
TEST(ElfImage, TheHeaderOfNoSectionHasNoMeaning) {
  std::vector<uint8_t> object = test::kernelsObject();
  Elf64_Ehdr header;
  std::memcpy(&header, object.data(), sizeof(header));
  Elf64_Shdr none{};
  none.sh_flags = SHF_ALLOC | SHF_WRITE;
  none.sh_addralign = 0xffffffffffffff04;
  none.sh_size = 4;
  std::memcpy(object.data() + header.e_shoff, &none, sizeof(none));
  Result<std::unique_ptr<ElfImage>> image = ElfImage::load(object);
  ASSERT_TRUE(image) << image.status().to_string();
  Result<void *> counter = (*image)->data("hd_global_counter", 4);
  ASSERT_TRUE(counter);
  EXPECT_EQ(*static_cast<int *>(*counter), 40);
}

TEST(ElfImage, UndefinedSymbolIsNamed) {
  std::vector<uint8_t> object = test::kernelsObject();
  // memset is the object's only undefined symbol; in its name table it becomes another function, and in the
  // debug information too.
  const std::string name = "memset";
  auto next = [&] {
    return std::search(object.begin(), object.end(), name.c_str(), name.c_str() + name.size() + 1);
  };
  ASSERT_NE(next(), object.end());
  for (auto found = next(); found != object.end(); found = next())
    found[0] = 'X';
  Status status = ElfImage::load(object).status();
  EXPECT_EQ(status.code(), StatusCode::corrupt);
  EXPECT_NE(status.message().find("undefined symbol `Xemset`"), std::string::npos) << status.to_string();
}

TEST(ElfImage, ModuleWhoseImageLacksAKernelIsAStatus) {
  hd::Device device = *hd::Device::open("cpu");
  abi::Module module = test::kernelsModule();
  module.kernels[0].name = "missing";
  EXPECT_FAILS(device.load(module).status(), StatusCode::corrupt, "`missing`");
  for (abi::Image &image : module.images)
    image.kernels[0].kernel = "missing";
  EXPECT_FAILS(device.load(module).status(), StatusCode::not_found, "`hd_kernel_missing`");
}

} // namespace
} // namespace hd::drivers::cpu
