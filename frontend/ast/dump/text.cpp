// What stands within a line: types, names with their qualifiers and template arguments, and the expressions
// in those, as the source has them.
#include "frontend/ast/dump/dump.h"
#include "frontend/ast/dump/printer.h"

#include <algorithm>

namespace hd::ast {

std::string quoted(const std::string &text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if ((unsigned char)c < 0x20)
      out += fmt::format("\\x{:02x}", unsigned((unsigned char)c));
    else
      out += c;
  }
  return out + "\"";
}

std::string Printer::base(const TypeSyntax &type) {
  switch (type.base) {
  case TypeSyntax::Base::Builtin:
    return BuiltinType(type.builtin).str();
  case TypeSyntax::Base::Auto:
    return "auto";
  case TypeSyntax::Base::Named:
    return qualified(type.qualifier, type.name, type.hasArgs, type.args);
  case TypeSyntax::Base::Record:
    return type.name.empty() ? "<record>" : type.name;
  case TypeSyntax::Base::Enum:
    return type.name.empty() ? "<enum>" : type.name;
  case TypeSyntax::Base::Decltype:
    return fmt::format("decltype({})", type.decltypeOf ? text(type.decltypeOf) : "auto");
  }
  return "";
}

std::string Printer::text(const DeclaratorChunk &chunk) {
  switch (chunk.kind) {
  case DeclaratorChunk::Kind::Pointer:
    return fmt::format(" *{}{}{}", chunk.isConst ? "const " : "", chunk.isVolatile ? "volatile " : "",
                       chunk.isRestrict ? "__restrict__" : "");
  case DeclaratorChunk::Kind::Reference:
    return fmt::format(" {}{}", chunk.isRValue ? "&&" : "&", chunk.isRestrict ? "__restrict__" : "");
  case DeclaratorChunk::Kind::Array:
    return fmt::format("[{}]", chunk.size ? text(chunk.size) : "");
  case DeclaratorChunk::Kind::Function: {
    std::string params;
    for (const ParamDecl *param : chunk.params)
      params += (params.empty() ? "" : ", ") + text(*param);
    return fmt::format(" ({})", params);
  }
  }
  return "";
}

std::string Printer::text(const TypeSyntax &type) {
  std::string result =
      fmt::format("{}{}{}", type.isConst ? "const " : "", type.isVolatile ? "volatile " : "", base(type));
  // Arrays apply from the last to the first, and are written the other way.
  size_t arraysAt = std::string::npos;
  for (const DeclaratorChunk &chunk : type.chunks) {
    if (chunk.kind == DeclaratorChunk::Kind::Array) {
      arraysAt = std::min(arraysAt, result.size());
      result.insert(arraysAt, text(chunk));
    } else {
      arraysAt = std::string::npos;
      result += text(chunk);
    }
  }
  return result;
}

std::string Printer::text(const ParamDecl &param) { return typeOf(param) + (param.isPack ? "..." : ""); }

std::string Printer::text(const TemplateArgSyntax &arg) {
  return (arg.type ? text(*arg.type) : text(arg.expr)) + (arg.isExpansion ? "..." : "");
}

std::string Printer::args(bool hasArgs, const std::vector<TemplateArgSyntax> &args) {
  std::string list;
  for (const TemplateArgSyntax &arg : args)
    list += (list.empty() ? "" : ", ") + text(arg);
  return hasArgs ? "<" + list + ">" : "";
}

std::string Printer::text(const Qualifier &qualifier) {
  std::string result = qualifier.isGlobal ? "::" : "";
  for (const NameSegment &segment : qualifier.segments)
    result += segment.name + args(segment.hasArgs, segment.args) + "::";
  return result;
}

std::string Printer::qualified(const Qualifier &qualifier, const std::string &name, bool hasArgs,
                               const std::vector<TemplateArgSyntax> &list) {
  return text(qualifier) + name + args(hasArgs, list);
}

std::string Printer::typeOf(const ValueDecl &decl) {
  return decl.type ? decl.type.str() + (decl.isReference ? " reference" : "") : text(decl.syntax);
}

std::string Printer::text(const Expr *expr) {
  if (!expr)
    return "";
  switch (expr->kind()) {
  case Expr::Kind::IntLiteral:
    return fmt::format("{}", int64_t(static_cast<const IntLiteral *>(expr)->value));
  case Expr::Kind::BoolLiteral:
    return static_cast<const BoolLiteral *>(expr)->value ? "true" : "false";
  case Expr::Kind::Name: {
    auto *name = static_cast<const NameExpr *>(expr);
    return qualified(name->qualifier, name->name, name->hasArgs, name->args);
  }
  case Expr::Kind::Unary: {
    auto *unary = static_cast<const UnaryExpr *>(expr);
    bool isPostfix = unary->op == UnaryOp::PostInc || unary->op == UnaryOp::PostDec;
    std::string operand = text(unary->operand);
    return isPostfix ? operand + spelling(unary->op) : spelling(unary->op) + operand;
  }
  case Expr::Kind::Binary: {
    auto *binary = static_cast<const BinaryExpr *>(expr);
    return fmt::format("{} {} {}", text(binary->lhs), spelling(binary->op), text(binary->rhs));
  }
  case Expr::Kind::Member: {
    auto *member = static_cast<const MemberExpr *>(expr);
    return text(member->base) + (member->isArrow ? "->" : ".") +
           qualified(member->qualifier, member->name, member->hasArgs, member->args);
  }
  case Expr::Kind::Paren:
    return "(" + text(static_cast<const ParenExpr *>(expr)->operand) + ")";
  case Expr::Kind::SizeOfPack:
    return "sizeof...(" + static_cast<const SizeOfPackExpr *>(expr)->name + ")";
  case Expr::Kind::SizeOf: {
    auto *sizeOf = static_cast<const SizeOfExpr *>(expr);
    return fmt::format("{}({})", sizeOf->isAlignOf ? "alignof" : "sizeof",
                       sizeOf->target ? text(*sizeOf->target) : text(sizeOf->operand));
  }
  case Expr::Kind::PackExpansion:
    return text(static_cast<const PackExpansionExpr *>(expr)->pattern) + "...";
  case Expr::Kind::ImplicitCast:
    return text(static_cast<const ImplicitCastExpr *>(expr)->operand);
  case Expr::Kind::FloatLiteral:
  case Expr::Kind::StringLiteral:
  case Expr::Kind::NullPointer:
  case Expr::Kind::Assign:
  case Expr::Kind::Conditional:
  case Expr::Kind::Call:
  case Expr::Kind::Subscript:
  case Expr::Kind::Cast:
  case Expr::Kind::InitList:
  case Expr::Kind::This:
  case Expr::Kind::Construct:
  case Expr::Kind::Temporary:
  case Expr::Kind::Lambda:
  case Expr::Kind::Fold:
    return "...";
  }
  return "";
}

} // namespace hd::ast
