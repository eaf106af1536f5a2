// The names that unchecked code mentions without a qualifier: which packs an expansion is over, what a
// lambda may capture.
#pragma once

#include "frontend/ast/decl.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>

namespace hd::sema {

using NameVisitor = llvm::function_ref<void(const std::string &)>;

// `this` comes as the name "this", the pack of a `sizeof...` does not come. Names inside of nested lambdas
// come, too.
void visitNames(const ast::Expr *expr, NameVisitor visit);
void visitNames(const ast::Stmt *stmt, NameVisitor visit);
void visitNames(const ast::TypeSyntax &syntax, NameVisitor visit);
void visitNames(const ast::TemplateArgSyntax &arg, NameVisitor visit);

} // namespace hd::sema
