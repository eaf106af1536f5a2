// `--emit ast`: the tree as indented text, one node a line. Works before sema (types as written) and after
// (types, conversions and resolved names).
#pragma once

#include "frontend/ast/decl.h"

#include <string>

namespace hd::ast {

std::string dump(const TranslationUnit &unit);
std::string dump(const std::vector<Decl *> &decls);
std::string dump(const Expr *expr);
std::string dump(const Stmt *stmt);
std::string dump(const TypeSyntax &syntax); // as C++ would write it, without the name

const char *spelling(UnaryOp op); // `-`; postfix ones as prefix
const char *spelling(BinaryOp op);
const char *nameOf(CastKind kind);
const char *nameOf(Memory memory);

} // namespace hd::ast
