// Which ways out of a statement there are besides falling out of its end.
#pragma once

#include "frontend/ast/decl.h"

#include "llvm/ADT/DenseMap.h"

namespace hd::irgen {

struct Exits {
  bool breaks = false, continues = false, returns = false; // may happen, with a target outside
  bool always = false;                                     // control never falls out of its end

  bool any() const { return breaks || continues || returns; }
  Exits &operator|=(const Exits &other); // union of the ways out; `always` is left alone
};

class ExitAnalysis {
public:
  Exits of(const ast::Stmt *stmt); // of null: none

private:
  Exits compute(const ast::Stmt *stmt);
  Exits ofLoop(const ast::Stmt *body, bool endless);
  Exits ofSwitch(const ast::SwitchStmt *stmt);

  llvm::DenseMap<const ast::Stmt *, Exits> known_;
};

// The value of a condition that is a literal.
std::optional<bool> constantCondition(const ast::Expr *condition);

} // namespace hd::irgen
