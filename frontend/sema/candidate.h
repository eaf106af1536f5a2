// What overload resolution chooses among, and for which call.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/sema/builtins.h"

#include "llvm/ADT/SmallVector.h"

namespace hd::sema {

// A function of an overload set: exactly one of the two is set.
struct Candidate {
  const BuiltinFunction *builtin = nullptr;
  ast::FunctionDecl *function = nullptr;
  ast::TemplateDecl *pattern = nullptr; // `function` is an instance of it
  std::vector<ast::QualType> params;    // as declared, references included; without `this`
  ast::QualType object;                 // of a method that has one: what `this` points to
  size_t required = 0;                  // arguments without those that have defaults
  bool isVariadic = false;
};

// What a call passes. The arguments are checked, but for lists in braces, and still lvalues.
struct CallArgs {
  ast::Expr *object = nullptr; // the value of `this`, or null
  llvm::SmallVector<ast::Expr *, 8> args;
  bool isObjectKnown = false; // a constructor: `this` fits
};

} // namespace hd::sema
