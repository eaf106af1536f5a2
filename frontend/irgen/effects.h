// What code may do besides giving a value: decides what may run earlier or when it need not.
#pragma once

#include "frontend/irgen/types.h"
#include "frontend/sema/builtins.h"

namespace hd::irgen {

enum class Effect : uint8_t {
  Cheap, // arithmetic of a few instructions: may run when it need not
  Pure,  // depends on its operands only
  Reads, // reads memory
  Other, // writes, communicates, or ends the thread
};

Effect effectOf(ast::BuiltinId id);

// True when the variable is kept in memory and not in values.
bool livesInMemory(const ast::ValueDecl *decl, Types &types);

// True when the function never writes to the parameter or lets its address out, also not of an array in it.
bool isOnlyRead(const ast::ParamDecl *param, const ast::FunctionDecl &function);

// True for a few operations on values that cannot trap, load or change anything.
bool isCheap(const ast::Expr *expr, Types &types);
bool isCheapStep(const ast::Expr *expr, Types &types); // the same, and may assign such variables
// True when the only effects are assignments to variables that live in values; may read memory.
bool isQuiet(const ast::Expr *expr, Types &types);
bool isQuiet(const ast::Stmt *stmt, Types &types);
bool isCheap(const ast::Stmt *stmt, Types &types); // declarations and assignments of cheap values

} // namespace hd::irgen
