// Deep copies of trees that sema has not checked, for instances of templates and other code that is checked
// more than once. What is defined inside of the tree is cloned with it, once however often it is pointed to;
// what sema sets starts afresh. Neither long chains of operators nor of `else if` recurse.
#pragma once

#include "frontend/ast/decl.h"

namespace hd::ast {

// Null gives null.
Decl *clone(Decl *decl, TranslationUnit &unit);
Stmt *clone(Stmt *stmt, TranslationUnit &unit);
Expr *clone(Expr *expr, TranslationUnit &unit);

template <typename Node> Node *cloneAs(Node *node, TranslationUnit &unit) {
  return static_cast<Node *>(clone(node, unit));
}

TypeSyntax clone(const TypeSyntax &syntax, TranslationUnit &unit);
TemplateArgSyntax clone(const TemplateArgSyntax &arg, TranslationUnit &unit);
NameSegment clone(const NameSegment &segment, TranslationUnit &unit);
Qualifier clone(const Qualifier &qualifier, TranslationUnit &unit);
MemberInit clone(const MemberInit &init, TranslationUnit &unit);
LambdaCapture clone(const LambdaCapture &capture, TranslationUnit &unit);

} // namespace hd::ast
