#include "canvas.h"

#include "font.h"
#include "image.h"

#include <algorithm>
#include <cmath>

namespace digits {

Colour mix(Colour from, Colour to, double amount) {
  auto channel = [&](uint8_t a, uint8_t b) {
    return static_cast<uint8_t>(std::lround(a + (b - a) * amount));
  };
  return {channel(from.red, to.red), channel(from.green, to.green), channel(from.blue, to.blue)};
}

Canvas::Canvas(int width, int height, Colour background)
    : width_(width), height_(height), rgb_(size_t(width) * height * 3) {
  rectangle(0, 0, width, height, background);
}

void Canvas::blend(int x, int y, Colour colour, double amount) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_ || amount <= 0)
    return;
  uint8_t *pixel = &rgb_[(size_t(y) * width_ + x) * 3];
  Colour mixed = mix({pixel[0], pixel[1], pixel[2]}, colour, std::min(amount, 1.0));
  pixel[0] = mixed.red;
  pixel[1] = mixed.green;
  pixel[2] = mixed.blue;
}

void Canvas::rectangle(double left, double top, double width, double height, Colour colour) {
  for (int y = int(std::lround(top)); y < int(std::lround(top + height)); ++y)
    for (int x = int(std::lround(left)); x < int(std::lround(left + width)); ++x)
      blend(x, y, colour, 1);
}

void Canvas::line(Point from, Point to, double thickness, Colour colour) {
  const double reach = thickness / 2 + 1, dx = to.x - from.x, dy = to.y - from.y;
  const double length2 = std::max(dx * dx + dy * dy, 1e-12);
  const int left = int(std::min(from.x, to.x) - reach), right = int(std::max(from.x, to.x) + reach);
  const int top = int(std::min(from.y, to.y) - reach), bottom = int(std::max(from.y, to.y) + reach);
  for (int y = top; y <= bottom; ++y)
    for (int x = left; x <= right; ++x) {
      // How far the pixel's centre is from the segment.
      const double px = x + 0.5 - from.x, py = y + 0.5 - from.y;
      const double along = std::clamp((px * dx + py * dy) / length2, 0.0, 1.0);
      const double distance = std::hypot(px - along * dx, py - along * dy);
      blend(x, y, colour, thickness / 2 + 0.5 - distance);
    }
}

void Canvas::text(Point at, const std::string &text, int scale, Align align, Colour colour, bool upwards) {
  const int advance = (kGlyphWidth + 1) * scale;
  const int length = int(text.size()) * advance - scale;
  const int start = align == Align::left ? 0 : align == Align::centre ? -length / 2 : -length;
  for (size_t i = 0; i < text.size(); ++i)
    for (int column = 0; column < kGlyphWidth; ++column)
      for (int row = 0; row <= kGlyphHeight; ++row) {
        if (!(glyph(text[i])[column] >> row & 1))
          continue;
        const int along = start + int(i) * advance + column * scale;
        const int across = row * scale - kGlyphHeight * scale / 2;
        if (upwards)
          rectangle(at.x + across, at.y - along - scale, scale, scale, colour);
        else
          rectangle(at.x + along, at.y + across, scale, scale, colour);
      }
}

bool Canvas::write(const std::string &path) const {
  return example::write_png(path, rgb_, static_cast<uint32_t>(width_), static_cast<uint32_t>(height_));
}

} // namespace digits
