// An image to draw on: rectangles, smooth lines, text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace digits {

struct Colour {
  uint8_t red, green, blue;
};

// Between two colours: `from` at 0, `to` at 1.
Colour mix(Colour from, Colour to, double amount);

struct Point {
  double x, y; // pixels from the top left
};

// Where a text lies with respect to its point, which is halfway up.
enum class Align { left, centre, right };

class Canvas {
public:
  Canvas(int width, int height, Colour background);

  void rectangle(double left, double top, double width, double height, Colour colour);
  void line(Point from, Point to, double thickness, Colour colour);
  // `scale`: pixels per pixel of the font. `upwards`: turned to be read from the right.
  void text(Point at, const std::string &text, int scale, Align align, Colour colour, bool upwards = false);

  bool write(const std::string &path) const;

private:
  void blend(int x, int y, Colour colour, double amount);

  int width_, height_;
  std::vector<uint8_t> rgb_;
};

} // namespace digits
