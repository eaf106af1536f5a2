// libpng reads what is written without it.
#include "examples/support/image.h"

#include <gtest/gtest.h>
#include <png.h>

#include <vector>

namespace {

TEST(StoredImage, LibpngReadsTheSamePixels) {
  constexpr uint32_t kWidth = 300, kHeight = 130; // more than one stored block
  std::vector<uint8_t> pixels(size_t{kWidth} * kHeight * 3), read(pixels.size());
  for (size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<uint8_t>(i * 2654435761u >> 24);
  const std::string path = testing::TempDir() + "stored_image.png";
  ASSERT_TRUE(example::write_png(path, pixels, kWidth, kHeight));
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_TRUE(png_image_begin_read_from_file(&image, path.c_str())) << image.message;
  EXPECT_EQ(image.width, kWidth);
  EXPECT_EQ(image.height, kHeight);
  image.format = PNG_FORMAT_RGB;
  ASSERT_TRUE(png_image_finish_read(&image, nullptr, read.data(), 0, nullptr)) << image.message;
  EXPECT_EQ(read, pixels);
}

TEST(StoredImage, AFolderThatIsNotThereIsSaid) {
  EXPECT_FALSE(example::write_png("no/such/folder/x.png", {}, 0, 0));
}

} // namespace
