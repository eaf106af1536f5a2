// Calls a function with a node as what it is: `visit(expr, [](auto *node) { ... })`. The switches are the
// only ones that code over all kinds of nodes needs: a function without an overload for some kind does not
// build.
#pragma once

#include "frontend/ast/decl.h"

namespace hd::ast {

template <typename Work> void visit(Expr *expr, Work work) {
  switch (expr->kind()) {
#define HD_VISIT(KIND, TYPE)                                                                                 \
  case Expr::Kind::KIND:                                                                                     \
    return work(static_cast<TYPE *>(expr));
    HD_VISIT(IntLiteral, IntLiteral)
    HD_VISIT(FloatLiteral, FloatLiteral)
    HD_VISIT(StringLiteral, StringLiteral)
    HD_VISIT(BoolLiteral, BoolLiteral)
    HD_VISIT(NullPointer, NullPointerExpr)
    HD_VISIT(Name, NameExpr)
    HD_VISIT(Unary, UnaryExpr)
    HD_VISIT(Binary, BinaryExpr)
    HD_VISIT(Assign, AssignExpr)
    HD_VISIT(Conditional, ConditionalExpr)
    HD_VISIT(Call, CallExpr)
    HD_VISIT(Subscript, SubscriptExpr)
    HD_VISIT(Member, MemberExpr)
    HD_VISIT(Cast, CastExpr)
    HD_VISIT(ImplicitCast, ImplicitCastExpr)
    HD_VISIT(InitList, InitListExpr)
    HD_VISIT(SizeOf, SizeOfExpr)
    HD_VISIT(Paren, ParenExpr)
    HD_VISIT(This, ThisExpr)
    HD_VISIT(Construct, ConstructExpr)
    HD_VISIT(Temporary, TemporaryExpr)
    HD_VISIT(Lambda, LambdaExpr)
    HD_VISIT(PackExpansion, PackExpansionExpr)
    HD_VISIT(SizeOfPack, SizeOfPackExpr)
    HD_VISIT(Fold, FoldExpr)
#undef HD_VISIT
  }
}

template <typename Work> void visit(Stmt *stmt, Work work) {
  switch (stmt->kind()) {
#define HD_VISIT(KIND)                                                                                       \
  case Stmt::Kind::KIND:                                                                                     \
    return work(static_cast<KIND##Stmt *>(stmt));
    HD_VISIT(Compound)
    HD_VISIT(Expr)
    HD_VISIT(Decl)
    HD_VISIT(If)
    HD_VISIT(While)
    HD_VISIT(Do)
    HD_VISIT(For)
    HD_VISIT(Switch)
    HD_VISIT(Case)
    HD_VISIT(Break)
    HD_VISIT(Continue)
    HD_VISIT(Return)
    HD_VISIT(Null)
    HD_VISIT(RangeFor)
#undef HD_VISIT
  }
}

template <typename Work> void visit(Decl *decl, Work work) {
  switch (decl->kind()) {
#define HD_VISIT(KIND)                                                                                       \
  case Decl::Kind::KIND:                                                                                     \
    return work(static_cast<KIND##Decl *>(decl));
    HD_VISIT(Var)
    HD_VISIT(Param)
    HD_VISIT(Field)
    HD_VISIT(Record)
    HD_VISIT(Enum)
    HD_VISIT(Enumerator)
    HD_VISIT(Typedef)
    HD_VISIT(Function)
    HD_VISIT(StaticAssert)
    HD_VISIT(Namespace)
    HD_VISIT(NamespaceAlias)
    HD_VISIT(UsingDirective)
    HD_VISIT(Using)
    HD_VISIT(Template)
    HD_VISIT(TemplateParam)
    HD_VISIT(Instantiation)
#undef HD_VISIT
  }
}

} // namespace hd::ast
