// Lines of expressions.
#include "frontend/ast/dump/dump.h"
#include "frontend/ast/dump/printer.h"

namespace hd::ast {

void Printer::expr(const Expr *node) {
  if (!node)
    return line("null");
  visit(const_cast<Expr *>(node), [&](const auto *known) { print(*known); });
}

void Printer::leaf(const Expr &node, const std::string &head) {
  line("{}{}{}", head, node.type ? fmt::format(" '{}'", node.type.str()) : "",
       node.type && node.category == Category::LValue ? " lvalue" : "");
}

void Printer::print(const IntLiteral &node) {
  leaf(node, fmt::format("IntLiteral {} {}", BuiltinType(node.builtin).str(), int64_t(node.value)));
}
void Printer::print(const FloatLiteral &node) {
  leaf(node, fmt::format("FloatLiteral {} {}", node.isFloat ? "float" : "double", node.value));
}
void Printer::print(const StringLiteral &node) { leaf(node, "StringLiteral " + quoted(node.value)); }
void Printer::print(const BoolLiteral &node) { leaf(node, fmt::format("BoolLiteral {}", node.value)); }
void Printer::print(const NullPointerExpr &node) { leaf(node, "NullPointer"); }
void Printer::print(const ThisExpr &node) { leaf(node, "This"); }
void Printer::print(const SizeOfPackExpr &node) { leaf(node, "SizeOfPack " + node.name); }

void Printer::print(const NameExpr &node) {
  leaf(node, "Name " + qualified(node.qualifier, node.name, node.hasArgs, node.args));
}

void Printer::print(const UnaryExpr &node) {
  bool isPostfix = node.op == UnaryOp::PostInc || node.op == UnaryOp::PostDec;
  leaf(node, fmt::format("Unary {}{}", isPostfix ? "postfix " : "", spelling(node.op)));
  nested([&] { expr(node.operand); });
}

void Printer::print(const BinaryExpr &node) {
  leaf(node, fmt::format("Binary {}", spelling(node.op)));
  nested([&] {
    expr(node.lhs);
    expr(node.rhs);
  });
}

void Printer::print(const AssignExpr &node) {
  leaf(node, fmt::format("Assign {}=", node.op ? spelling(*node.op) : ""));
  nested([&] {
    expr(node.lhs);
    expr(node.rhs);
  });
}

void Printer::print(const ConditionalExpr &node) {
  leaf(node, "Conditional");
  nested([&] {
    expr(node.condition);
    expr(node.thenExpr);
    expr(node.elseExpr);
  });
}

void Printer::print(const CallExpr &node) {
  leaf(node, "Call");
  nested([&] {
    expr(node.callee);
    exprs(node.args);
  });
}

void Printer::print(const SubscriptExpr &node) {
  leaf(node, "Subscript");
  nested([&] {
    expr(node.base);
    expr(node.index);
  });
}

void Printer::print(const MemberExpr &node) {
  leaf(node, fmt::format("Member {}{}", node.isArrow ? "->" : ".",
                         qualified(node.qualifier, node.name, node.hasArgs, node.args)));
  nested([&] { expr(node.base); });
}

void Printer::print(const CastExpr &node) {
  static constexpr const char *styles[] = {"c", "functional", "static", "reinterpret", "const"};
  leaf(node, fmt::format("Cast {} <{}>", styles[size_t(node.style)], text(node.target)));
  nested([&] { expr(node.operand); });
}

void Printer::print(const ImplicitCastExpr &node) {
  leaf(node, fmt::format("ImplicitCast {}", nameOf(node.castKind)));
  nested([&] { expr(node.operand); });
}

void Printer::print(const InitListExpr &node) {
  leaf(node, "InitList");
  nested([&] {
    for (size_t i = 0; i < node.inits.size(); ++i) {
      if (i >= node.designators.size() || node.designators[i].empty()) {
        expr(node.inits[i]);
        continue;
      }
      line("Designator .{}", node.designators[i]);
      nested([&] { expr(node.inits[i]); });
    }
  });
}

void Printer::print(const SizeOfExpr &node) {
  leaf(node, fmt::format("{}{}", node.isAlignOf ? "AlignOf" : "SizeOf",
                         node.target ? fmt::format(" <{}>", text(*node.target)) : ""));
  nested([&] { optional(node.operand); });
}

void Printer::print(const ParenExpr &node) {
  leaf(node, "Paren");
  nested([&] { expr(node.operand); });
}

void Printer::print(const ConstructExpr &node) {
  leaf(node, fmt::format("Construct{}{}", node.type ? "" : fmt::format(" <{}>", text(node.target)),
                         node.isBraced ? " braced" : ""));
  nested([&] { exprs(node.args); });
}

void Printer::print(const TemporaryExpr &node) {
  leaf(node, "Temporary");
  nested([&] { expr(node.operand); });
}

void Printer::print(const LambdaExpr &node) {
  static constexpr const char *defaults[] = {"", " =", " &"};
  leaf(node,
       fmt::format("Lambda{}{}", defaults[size_t(node.captureDefault)], node.isMutable ? " mutable" : ""));
  nested([&] {
    for (const LambdaCapture &capture : node.captures) {
      line("Capture {}{}{}", capture.byReference ? "&" : "", capture.name,
           capture.isExpansion ? " pack" : "");
      nested([&] { optional(capture.init); });
    }
    decls(node.templateParams);
    decl(node.callOperator);
  });
}

void Printer::print(const PackExpansionExpr &node) {
  leaf(node, "PackExpansion");
  nested([&] { expr(node.pattern); });
}

void Printer::print(const FoldExpr &node) {
  leaf(node, fmt::format("Fold {}{}", node.op ? spelling(*node.op) : "", node.isAssign ? "=" : ""));
  nested([&] {
    expr(node.lhs);
    expr(node.rhs);
  });
}

} // namespace hd::ast
