// What a lambda captures, as fields of its closure. Private to frontend/sema.
#pragma once

#include "frontend/sema/checker.h"

namespace hd::sema {

extern const char *const kCapturedThis; // the field of a lambda that has `this`

class Captures {
public:
  Captures(Checker &checker, RecordDecl *closure) : checker_(checker), closure_(closure) {}
  void take(const LambdaExpr *lambda);
  const std::vector<Expr *> &inits() const { return inits_; }

private:
  bool isCapturable(const Decl *decl) const;
  void add(const std::string &name, QualType type, Expr *init);
  void variable(const std::string &name, bool byReference, Range where);
  void thisPointer(Range where);
  void defaults(const LambdaExpr *lambda);
  void pack(const std::string &name, bool byReference, Range where, const std::vector<Decl *> &elements);
  void init(const LambdaCapture &capture);

  Checker &checker_;
  RecordDecl *closure_;
  std::vector<Expr *> inits_; // of the fields
};

} // namespace hd::sema
