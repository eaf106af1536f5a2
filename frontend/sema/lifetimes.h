// Puts calls of destructors where objects end: at the ends of blocks and before what leaves them, and of
// temporaries where the statement ends that made them.
#pragma once

#include "frontend/sema/checker.h"

namespace hd::sema {

class Lifetimes {
public:
  explicit Lifetimes(Checker &checker) : checker_(checker) {}
  void insertInto(FunctionDecl *function);

private:
  void block(std::vector<Stmt *> &body);
  Stmt *statement(Stmt *stmt);
  void declarations(DeclStmt *stmt, std::vector<Stmt *> &out);
  Stmt *ifStatement(IfStmt *stmt);
  Stmt *forStatement(ForStmt *stmt);
  Stmt *returnStatement(ReturnStmt *stmt);
  Stmt *exitStatement(Stmt *stmt, size_t first);
  Stmt *inLoop(Stmt *body);
  Stmt *compound(std::vector<Stmt *> body, Range where);
  void end(size_t first, std::vector<Stmt *> &out, Range where); // of objects from the n-th on
  VarDecl *hidden(QualType type, Expr *init, Range where);

  // Temporaries of an expression live as variables until `end`.
  void temporaries(Expr *&expr, bool isAlways);
  void noTemporaries(Expr *expr);
  Expr *keep(Expr *value);
  Expr *kept(Expr *value, bool isAlways);
  static bool isExit(const std::vector<Stmt *> &body);

  Checker &checker_;
  std::vector<VarDecl *> live_;
  std::unordered_map<const VarDecl *, ParamDecl *> parameters_; // that stand in `live_` for themselves
  size_t breakTo_ = 0, continueTo_ = 0;
};

} // namespace hd::sema
