// Diagnostics as text for people (clang's layout) or as JSON for tools.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/diag/source_manager.h"

#include <string>

namespace hd::diag {

// `file:line:col: error: message [stable-id]`, the source line, caret and range, fix-its, notes.
std::string renderText(const Engine &engine, const SourceManager &sources, bool color);
std::string renderText(const Diagnostic &diagnostic, const SourceManager &sources, bool color);

// `text` as a JSON string, quotes included.
std::string jsonString(std::string_view text);

// One JSON array; an object has file, line, column, endLine, endColumn, severity, id, message, notes, fixIts.
std::string renderJson(const Engine &engine, const SourceManager &sources);

} // namespace hd::diag
