// Lines of statements.
#include "frontend/ast/dump/printer.h"

namespace hd::ast {

namespace {

const char *wordFor(const UnrollHint &hint) {
  switch (hint.kind) {
  case UnrollHint::Kind::None:
    return "";
  case UnrollHint::Kind::Full:
    return " unroll";
  case UnrollHint::Kind::Count:
    return " unroll-count";
  }
  return "";
}

} // namespace

void Printer::stmt(const Stmt *node) {
  if (!node)
    return line("null");
  visit(const_cast<Stmt *>(node), [&](const auto *known) { print(*known); });
}

void Printer::print(const CompoundStmt &node) {
  line("CompoundStmt");
  nested([&] {
    for (const Stmt *child : node.body)
      stmt(child);
  });
}

void Printer::print(const ExprStmt &node) {
  line("ExprStmt");
  nested([&] { expr(node.expr); });
}

void Printer::print(const DeclStmt &node) {
  line("DeclStmt");
  nested([&] { decls(node.decls); });
}

void Printer::print(const IfStmt &node) {
  line("IfStmt{}{}", node.isConstexpr ? " constexpr" : "", node.init ? " init" : "");
  nested([&] {
    if (node.init)
      stmt(node.init);
    if (node.conditionVar)
      print(*node.conditionVar);
    else
      expr(node.condition);
    stmt(node.thenStmt);
    if (node.elseStmt)
      stmt(node.elseStmt);
  });
}

void Printer::print(const WhileStmt &node) {
  line("WhileStmt{}", wordFor(node.unroll));
  nested([&] {
    optional(node.unroll.count);
    expr(node.condition);
    stmt(node.body);
  });
}

void Printer::print(const DoStmt &node) {
  line("DoStmt{}", wordFor(node.unroll));
  nested([&] {
    optional(node.unroll.count);
    expr(node.condition);
    stmt(node.body);
  });
}

void Printer::print(const ForStmt &node) {
  line("ForStmt{}", wordFor(node.unroll));
  nested([&] {
    optional(node.unroll.count);
    stmt(node.init);
    expr(node.condition);
    expr(node.increment);
    stmt(node.body);
  });
}

void Printer::print(const RangeForStmt &node) {
  line("RangeForStmt{}", wordFor(node.unroll));
  nested([&] {
    optional(node.unroll.count);
    decl(node.variable);
    expr(node.range);
    stmt(node.body);
  });
}

void Printer::print(const SwitchStmt &node) {
  line("SwitchStmt");
  nested([&] {
    expr(node.condition);
    stmt(node.body);
  });
}

void Printer::print(const CaseStmt &node) {
  line("{}", node.value ? "CaseStmt" : "DefaultStmt");
  nested([&] { optional(node.value); });
}

void Printer::print(const ReturnStmt &node) {
  line("ReturnStmt");
  nested([&] { optional(node.value); });
}

void Printer::print(const BreakStmt &) { line("BreakStmt"); }
void Printer::print(const ContinueStmt &) { line("ContinueStmt"); }
void Printer::print(const NullStmt &) { line("NullStmt"); }

} // namespace hd::ast
