// Visits of all nodes below one, without recursion over expressions.
#pragma once

#include "frontend/ast/decl.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace hd::irgen {

using ExprVisitor = llvm::function_ref<void(const ast::Expr *)>;
using StmtVisitor = llvm::function_ref<void(const ast::Stmt *)>;

// The expression and all below it, parents first.
void walk(const ast::Expr *root, ExprVisitor onExpr);
// All statements and expressions of a statement, initialisers of variables included.
void walk(const ast::Stmt *root, StmtVisitor onStmt, ExprVisitor onExpr);

bool isStep(ast::UnaryOp op); // ++ and --

// Without parentheses and casts as written, which only repeat the type of their operand.
const ast::Expr *strip(const ast::Expr *expr);

} // namespace hd::irgen
