// Statements.
#pragma once

#include "frontend/ast/expr.h"

namespace hd::ast {

class VarDecl;
class Decl;

class Stmt {
public:
  enum class Kind : uint8_t {
    Compound,
    Expr,
    Decl,
    If,
    While,
    Do,
    For,
    Switch,
    Case,
    Break,
    Continue,
    Return,
    Null,
    RangeFor,
  };
  Kind kind() const { return kind_; }
  diag::Range range;

protected:
  explicit Stmt(Kind kind) : kind_(kind) {}
  ~Stmt() = default;

private:
  Kind kind_;
};

#define HD_STMT(KIND)                                                                                        \
  static bool classof(const Stmt *stmt) { return stmt->kind() == Kind::KIND; }

class CompoundStmt : public Stmt {
public:
  CompoundStmt() : Stmt(Kind::Compound) {}
  std::vector<Stmt *> body;
  HD_STMT(Compound)
};

class ExprStmt : public Stmt {
public:
  ExprStmt() : Stmt(Kind::Expr) {}
  Expr *expr = nullptr;
  HD_STMT(Expr)
};

class DeclStmt : public Stmt { // variables (also __shared__ ones), local types
public:
  DeclStmt() : Stmt(Kind::Decl) {}
  std::vector<Decl *> decls;
  HD_STMT(Decl)
};

class IfStmt : public Stmt {
public:
  IfStmt() : Stmt(Kind::If) {}
  bool isConstexpr = false;        // sema drops the branch that is not taken
  Stmt *init = nullptr;            // `if (init; condition)`; sema moves it before the `if`
  VarDecl *conditionVar = nullptr; // `if (T x = ...)`: then `condition` is null; sema lowers it
  Expr *condition = nullptr;       // converted to bool by sema, as in the loops
  Stmt *thenStmt = nullptr;
  Stmt *elseStmt = nullptr; // may be null
  HD_STMT(If)
};

// `#pragma unroll` before a loop: absent, full (`#pragma unroll`), or a count (1 forbids unrolling).
struct UnrollHint {
  enum class Kind : uint8_t { None, Full, Count } kind = Kind::None;
  Expr *count = nullptr; // until sema evaluates it
  uint64_t value = 0;
};

class WhileStmt : public Stmt {
public:
  WhileStmt() : Stmt(Kind::While) {}
  Expr *condition = nullptr;
  Stmt *body = nullptr;
  UnrollHint unroll;
  HD_STMT(While)
};

class DoStmt : public Stmt {
public:
  DoStmt() : Stmt(Kind::Do) {}
  Stmt *body = nullptr;
  Expr *condition = nullptr;
  UnrollHint unroll;
  HD_STMT(Do)
};

class ForStmt : public Stmt {
public:
  ForStmt() : Stmt(Kind::For) {}
  Stmt *init = nullptr; // DeclStmt, ExprStmt or null
  Expr *condition = nullptr;
  Expr *increment = nullptr;
  Stmt *body = nullptr;
  UnrollHint unroll;
  HD_STMT(For)
};

// `for (variable : range) body`; sema makes it a ForStmt. The variable's initialiser is null.
class RangeForStmt : public Stmt {
public:
  RangeForStmt() : Stmt(Kind::RangeFor) {}
  VarDecl *variable = nullptr;
  Expr *range = nullptr;
  Stmt *body = nullptr;
  UnrollHint unroll;
  HD_STMT(RangeFor)
};

// The body is a CompoundStmt whose direct children may be CaseStmts; a label elsewhere is an error of sema.
class SwitchStmt : public Stmt {
public:
  SwitchStmt() : Stmt(Kind::Switch) {}
  Expr *condition = nullptr; // promoted by sema
  CompoundStmt *body = nullptr;
  HD_STMT(Switch)
};

// A label only: the statement after it is the next sibling in the switch's body.
class CaseStmt : public Stmt {
public:
  CaseStmt() : Stmt(Kind::Case) {}
  Expr *value = nullptr; // null for `default`
  uint64_t constant = 0; // set by sema, in the condition's type
  HD_STMT(Case)
};

class BreakStmt : public Stmt {
public:
  BreakStmt() : Stmt(Kind::Break) {}
  HD_STMT(Break)
};

class ContinueStmt : public Stmt {
public:
  ContinueStmt() : Stmt(Kind::Continue) {}
  HD_STMT(Continue)
};

class ReturnStmt : public Stmt {
public:
  ReturnStmt() : Stmt(Kind::Return) {}
  Expr *value = nullptr;
  HD_STMT(Return)
};

class NullStmt : public Stmt {
public:
  NullStmt() : Stmt(Kind::Null) {}
  HD_STMT(Null)
};

#undef HD_STMT

} // namespace hd::ast
