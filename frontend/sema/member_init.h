// Turns `: a(x), Base(y)` and default initialisers into statements before a constructor's body. Private to
// frontend/sema.
#pragma once

#include "frontend/sema/checker.h"

namespace hd::sema {

class MemberInits {
public:
  MemberInits(Checker &checker, FunctionDecl *constructor) : checker_(checker), constructor_(constructor) {}
  void lower();

private:
  Expr *memberOfThis(FieldDecl *field, Range where);
  Stmt *initialise(Expr *place, Expr *value);
  bool initialiseField(FieldDecl *field, const MemberInit *init, std::vector<Stmt *> &out);
  bool initialiseNested(const MemberInit &init, std::vector<Stmt *> &out);

  Checker &checker_;
  FunctionDecl *constructor_;
};

} // namespace hd::sema
