// A bitmap font of 5x7 pixels for the printable characters of ASCII.
#pragma once

#include <cstdint>

namespace digits {

constexpr int kGlyphWidth = 5, kGlyphHeight = 7;

// The columns of a character from the left; bit 0 is the top row. Characters that the font lacks are `?`.
const uint8_t *glyph(char character);

} // namespace digits
