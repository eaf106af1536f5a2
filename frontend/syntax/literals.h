// Values of literals, and the errors in them.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/diag/engine.h"
#include "frontend/syntax/terminal.h"

namespace hd::syntax {

// Never null: after an error the literal is 0.
ast::Expr *intLiteral(ast::TranslationUnit &unit, diag::Engine &engine, const Terminal &terminal);
ast::Expr *floatLiteral(ast::TranslationUnit &unit, diag::Engine &engine, const Terminal &terminal);
ast::Expr *characterLiteral(ast::TranslationUnit &unit, diag::Engine &engine, const Terminal &terminal);

// The bytes of one string literal, escapes resolved.
std::string stringValue(diag::Engine &engine, const Terminal &terminal);

} // namespace hd::syntax
