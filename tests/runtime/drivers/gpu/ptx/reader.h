// The words of a PTX text.
#pragma once

#include "tests/runtime/drivers/gpu/ptx/program.h"

#include <optional>
#include <stdexcept>

namespace hd::test::ptx {

struct Unknown : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One word after another: a name with its dots, a number, a string, or a sign.
class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) { skip(); }
  bool atEnd() const { return at_ == text_.size(); }
  uint32_t line() const { return line_; }
  std::string_view peek() const; // empty at the end
  std::string_view take();
  bool accept(std::string_view word) { return peek() == word && (take(), true); }
  void expect(std::string_view word);
  void skipLine();
  void skipBraces(); // with what is between them

private:
  void move(size_t count);
  void skip(); // blanks and comments
  std::string_view text_;
  size_t at_ = 0;
  uint32_t line_ = 1;
};

// An integer, or the bits of a float.
uint64_t number(std::string_view word);
Type typeNamed(std::string_view word); // none: no type
std::optional<int> specialRegister(std::string_view name);
Operation split(std::string_view word); // of an instruction
Space spaceOf(const Operation &operation);

} // namespace hd::test::ptx
