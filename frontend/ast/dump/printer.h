// The printer behind `dump`. One overload of `print` for each kind of node: a node without one does not
// build. A node is a line, its children are indented by two blanks; types and template arguments stand within
// the line.
#pragma once

#include "frontend/ast/visit.h"

#include <fmt/format.h>

#include <set>

namespace hd::ast {

class Printer {
public:
  std::string take() { return std::move(out_); }

  // Null prints a line `null`.
  void decl(const Decl *node);
  void stmt(const Stmt *node);
  void expr(const Expr *node);
  void request(const KernelRequest &request);

  std::string text(const TypeSyntax &type); // base first, then pointers and arrays in reading order

private:
  template <typename... Args> void line(fmt::format_string<Args...> format, Args &&...args) {
    out_ += std::string(indent_ * 2, ' ') + fmt::format(format, std::forward<Args>(args)...) + "\n";
  }
  template <typename Work> void nested(Work work) {
    ++indent_;
    work();
    --indent_;
  }
  void optional(const Expr *node) {
    if (node)
      expr(node);
  }
  template <typename Node> void decls(const std::vector<Node *> &list) {
    for (const Node *child : list)
      decl(child);
  }
  void exprs(const std::vector<Expr *> &list) {
    for (const Expr *child : list)
      expr(child);
  }
  void leaf(const Expr &node, const std::string &head); // the line, with the type

  // Text within a line: see text.cpp.
  std::string text(const TemplateArgSyntax &arg);
  std::string text(const Qualifier &qualifier); // with the `::` behind it
  std::string text(const DeclaratorChunk &chunk);
  std::string text(const ParamDecl &param);
  std::string text(const Expr *expr); // like the source, `...` where it would be long
  std::string base(const TypeSyntax &type);
  std::string args(bool hasArgs, const std::vector<TemplateArgSyntax> &args);
  std::string qualified(const Qualifier &qualifier, const std::string &name, bool hasArgs,
                        const std::vector<TemplateArgSyntax> &args);
  std::string typeOf(const ValueDecl &decl);
  std::string headOf(const FunctionDecl &node);
  std::string spaced(const std::string &name) { return name.empty() ? "" : " " + name; }

  void inPlace(const TypeSyntax &type);
  void unroll(const UnrollHint &hint);
  void member(const MemberInit &init);

  void print(const VarDecl &node);
  void print(const ParamDecl &node);
  void print(const FieldDecl &node);
  void print(const RecordDecl &node);
  void print(const EnumDecl &node);
  void print(const EnumeratorDecl &node);
  void print(const TypedefDecl &node);
  void print(const StaticAssertDecl &node);
  void print(const FunctionDecl &node);
  void print(const NamespaceDecl &node);
  void print(const NamespaceAliasDecl &node);
  void print(const UsingDirectiveDecl &node);
  void print(const UsingDecl &node);
  void print(const TemplateParamDecl &node);
  void print(const TemplateDecl &node);
  void print(const InstantiationDecl &node);

  void print(const CompoundStmt &node);
  void print(const ExprStmt &node);
  void print(const DeclStmt &node);
  void print(const IfStmt &node);
  void print(const WhileStmt &node);
  void print(const DoStmt &node);
  void print(const ForStmt &node);
  void print(const RangeForStmt &node);
  void print(const SwitchStmt &node);
  void print(const CaseStmt &node);
  void print(const BreakStmt &node);
  void print(const ContinueStmt &node);
  void print(const ReturnStmt &node);
  void print(const NullStmt &node);

  void print(const IntLiteral &node);
  void print(const FloatLiteral &node);
  void print(const StringLiteral &node);
  void print(const BoolLiteral &node);
  void print(const NullPointerExpr &node);
  void print(const NameExpr &node);
  void print(const UnaryExpr &node);
  void print(const BinaryExpr &node);
  void print(const AssignExpr &node);
  void print(const ConditionalExpr &node);
  void print(const CallExpr &node);
  void print(const SubscriptExpr &node);
  void print(const MemberExpr &node);
  void print(const CastExpr &node);
  void print(const ImplicitCastExpr &node);
  void print(const InitListExpr &node);
  void print(const SizeOfExpr &node);
  void print(const ParenExpr &node);
  void print(const ThisExpr &node);
  void print(const ConstructExpr &node);
  void print(const TemporaryExpr &node);
  void print(const LambdaExpr &node);
  void print(const PackExpansionExpr &node);
  void print(const SizeOfPackExpr &node);
  void print(const FoldExpr &node);

  std::string out_;
  unsigned indent_ = 0;
  std::set<const Decl *> printed_; // records and enumerations: several declarators may share one
};

std::string quoted(const std::string &text);

} // namespace hd::ast
