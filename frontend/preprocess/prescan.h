// Looks through a file's bytes before Wave does: finds what Wave cannot report well (NUL bytes, bad UTF-8,
// comments without an end) and hides what it does not know (digit separators, stray carriage returns).
#pragma once

#include "frontend/diag/engine.h"

#include <string>
#include <string_view>

namespace hd::preprocess {

// Stands for the `'` of `1'000` in the text that Wave sees: Wave takes it for a part of a number.
constexpr char kSeparator = '$';

// Operators and brackets in the condition of an `#if`, which Wave evaluates by recursion.
constexpr unsigned kMaxConditionNesting = 1024;
inline bool mayNestCondition(char c) { return std::string_view("(!~+-?").find(c) != std::string_view::npos; }

// The text for Wave: line for line and column for column as `text`, but for what follows `, ## __VA_ARGS__`
// on its line (and a last newline). Errors are reported at places in `file`.
std::string prescan(std::string_view text, uint32_t file, diag::Engine &engine);

} // namespace hd::preprocess
