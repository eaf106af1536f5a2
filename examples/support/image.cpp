#include "image.h"

#include <png.h>

#include <cstdio>

namespace example {

bool write_png(const std::string &path, std::span<const uint8_t> rgb, uint32_t width, uint32_t height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = PNG_FORMAT_RGB;
  if (png_image_write_to_file(&image, path.c_str(), 0, rgb.data(), 0, nullptr))
    return true;
  std::fprintf(stderr, "error: cannot write `%s`: %s\n", path.c_str(), image.message);
  return false;
}

} // namespace example
