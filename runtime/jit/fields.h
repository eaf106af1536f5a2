// Request and Result as lists of fields, the form in which they cross the border of the compiler library.
#pragma once

#include "runtime/jit/request.h"

#include <functional>
#include <string_view>

namespace hd::jit {

using FieldSink = std::function<void(const char *key, std::string_view value)>;

void writeRequest(const Request &request, const FieldSink &sink);
// False for an unknown key or a value that it cannot have.
bool readRequestField(Request &request, std::string_view key, std::string_view value);

// All but the outcome, which is the function's return value.
void writeResult(const Result &result, const FieldSink &sink);
bool readResultField(Result &result, std::string_view key, std::string_view value);

} // namespace hd::jit
