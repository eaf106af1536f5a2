// Whether control can reach the end of a statement; conditions other than literal `true` count as unknown.
#pragma once

#include "frontend/ast/stmt.h"

namespace hd::sema {

bool fallsThrough(const ast::Stmt *stmt);

} // namespace hd::sema
