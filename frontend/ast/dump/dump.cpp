// Prints the tree. One method for each family of nodes; children are indented by two blanks.
#include "frontend/ast/dump/dump.h"

#include <fmt/format.h>

#include <algorithm>

namespace hd::ast {

namespace {

const char *wordFor(BuiltinKind kind) {
  static constexpr const char *words[] = {"void",
                                          "bool",
                                          "char",
                                          "signed char",
                                          "unsigned char",
                                          "short",
                                          "unsigned short",
                                          "int",
                                          "unsigned int",
                                          "long",
                                          "unsigned long",
                                          "long long",
                                          "unsigned long long",
                                          "float",
                                          "double"};
  return words[size_t(kind)];
}

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

class Printer {
public:
  std::string take() { return std::move(out_); }

  std::string syntax(const TypeSyntax &type) {
    std::string text;
    if (type.isConst)
      text += "const ";
    if (type.isVolatile)
      text += "volatile ";
    text += base(type);
    size_t arraysAt =
        std::string::npos; // arrays apply from the last to the first, and are written the other way
    for (const DeclaratorChunk &chunk : type.chunks) {
      if (chunk.kind == DeclaratorChunk::Kind::Array) {
        arraysAt = std::min(arraysAt, text.size());
        text.insert(arraysAt, chunk.size ? fmt::format("[{}]", inlineSize(chunk.size)) : "[]");
        continue;
      }
      arraysAt = std::string::npos;
      text += chunk.kind == DeclaratorChunk::Kind::Pointer ? " *" : " &";
      text += chunk.isConst ? "const " : "";
      text += chunk.isVolatile ? "volatile " : "";
      text += chunk.isRestrict ? "__restrict__" : "";
    }
    return text;
  }

  void decls(const std::vector<Decl *> &list) {
    for (const Decl *child : list)
      decl(child);
  }

  void decl(const Decl *node) {
    if (!node)
      return line("null");
    switch (node->kind()) {
    case Decl::Kind::Var:
      return variable(static_cast<const VarDecl *>(node));
    case Decl::Kind::Param: {
      auto *param = static_cast<const ParamDecl *>(node);
      return line("ParamDecl {} '{}'", param->name, typeOf(*param));
    }
    case Decl::Kind::Field: {
      auto *field = static_cast<const FieldDecl *>(node);
      line("FieldDecl {} '{}'", field->name, field->type ? field->type.str() : syntax(field->syntax));
      return nested([&] { inPlace(field->syntax); });
    }
    case Decl::Kind::Record:
      return record(static_cast<const RecordDecl *>(node));
    case Decl::Kind::Enum:
      return enumeration(static_cast<const EnumDecl *>(node));
    case Decl::Kind::Enumerator: {
      auto *enumerator = static_cast<const EnumeratorDecl *>(node);
      line("EnumeratorDecl {} {}", enumerator->name, int64_t(enumerator->value));
      return nested([&] { optional(enumerator->init); });
    }
    case Decl::Kind::Typedef: {
      auto *alias = static_cast<const TypedefDecl *>(node);
      line("TypedefDecl {} '{}'", alias->name, alias->type ? alias->type.str() : syntax(alias->syntax));
      return nested([&] { inPlace(alias->syntax); });
    }
    case Decl::Kind::Function:
      return function(static_cast<const FunctionDecl *>(node));
    case Decl::Kind::StaticAssert: {
      auto *check = static_cast<const StaticAssertDecl *>(node);
      line("StaticAssertDecl {}", quoted(check->message));
      return nested([&] { optional(check->condition); });
    }
    case Decl::Kind::Namespace:
    case Decl::Kind::NamespaceAlias:
    case Decl::Kind::UsingDirective:
    case Decl::Kind::Using:
    case Decl::Kind::Template:
    case Decl::Kind::TemplateParam:
    case Decl::Kind::Instantiation:
      return;
    }
  }

  void stmt(const Stmt *node) {
    if (!node)
      return line("null");
    switch (node->kind()) {
    case Stmt::Kind::Compound:
      line("CompoundStmt");
      return nested([&] {
        for (const Stmt *child : static_cast<const CompoundStmt *>(node)->body)
          stmt(child);
      });
    case Stmt::Kind::Expr:
      line("ExprStmt");
      return nested([&] { expr(static_cast<const ExprStmt *>(node)->expr); });
    case Stmt::Kind::Decl:
      line("DeclStmt");
      return nested([&] { decls(static_cast<const DeclStmt *>(node)->decls); });
    case Stmt::Kind::If:
      return ifStmt(static_cast<const IfStmt *>(node));
    case Stmt::Kind::While:
      return loop("WhileStmt", *static_cast<const WhileStmt *>(node));
    case Stmt::Kind::Do:
      return loop("DoStmt", *static_cast<const DoStmt *>(node));
    case Stmt::Kind::For:
      return forStmt(static_cast<const ForStmt *>(node));
    case Stmt::Kind::Switch: {
      auto *choice = static_cast<const SwitchStmt *>(node);
      line("SwitchStmt");
      return nested([&] {
        expr(choice->condition);
        stmt(choice->body);
      });
    }
    case Stmt::Kind::Case: {
      auto *label = static_cast<const CaseStmt *>(node);
      line("{}", label->value ? "CaseStmt" : "DefaultStmt");
      return nested([&] { optional(label->value); });
    }
    case Stmt::Kind::Break:
      return line("BreakStmt");
    case Stmt::Kind::Continue:
      return line("ContinueStmt");
    case Stmt::Kind::Return:
      line("ReturnStmt");
      return nested([&] { optional(static_cast<const ReturnStmt *>(node)->value); });
    case Stmt::Kind::Null:
      return line("NullStmt");
    case Stmt::Kind::RangeFor:
      return line("RangeForStmt");
    }
  }

  void expr(const Expr *node) {
    if (!node)
      return line("null");
    line("{}{}{}", head(node), node->type ? fmt::format(" '{}'", node->type.str()) : "",
         node->type && node->category == Category::LValue ? " lvalue" : "");
    nested([&] { children(node); });
  }

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

  std::string base(const TypeSyntax &type) {
    switch (type.base) {
    case TypeSyntax::Base::Builtin:
      return wordFor(type.builtin);
    case TypeSyntax::Base::Auto:
      return "auto";
    case TypeSyntax::Base::Named:
      return type.name;
    case TypeSyntax::Base::Record:
      return type.name.empty() ? "<record>" : type.name;
    case TypeSyntax::Base::Enum:
      return type.name.empty() ? "<enum>" : type.name;
    case TypeSyntax::Base::Decltype:
      return type.decltypeOf ? "decltype(...)" : "decltype(auto)";
    }
    return "";
  }

  std::string inlineSize(const Expr *size) {
    if (size->kind() == Expr::Kind::IntLiteral)
      return fmt::format("{}", static_cast<const IntLiteral *>(size)->value);
    if (size->kind() == Expr::Kind::Name)
      return static_cast<const NameExpr *>(size)->name;
    return "...";
  }

  std::string typeOf(const ValueDecl &decl) { return decl.type ? decl.type.str() : syntax(decl.syntax); }

  // A record or enumeration that is defined where it is used.
  void inPlace(const TypeSyntax &type) {
    if (type.record)
      record(type.record);
    if (type.enumeration)
      enumeration(type.enumeration);
  }

  void variable(const VarDecl *node) {
    line("VarDecl {} '{}'{}{}{}{}", node->name, typeOf(*node),
         node->memory == Memory::Private ? "" : fmt::format(" {}", nameOf(node->memory)),
         node->isExtern ? " extern" : "", node->isStatic ? " static" : "",
         node->isConstexpr ? " constexpr" : "");
    nested([&] {
      inPlace(node->syntax);
      optional(node->alignmentExpr);
      optional(node->init);
    });
  }

  void record(const RecordDecl *node) {
    line("RecordDecl {} {}{}", node->isUnion ? "union" : "struct", node->name,
         node->isComplete ? "" : " forward");
    nested([&] {
      optional(node->alignmentExpr);
      for (const FieldDecl *field : node->fields)
        decl(field);
    });
  }

  void enumeration(const EnumDecl *node) {
    line("EnumDecl {}", node->name);
    nested([&] {
      for (const EnumeratorDecl *enumerator : node->enumerators)
        decl(enumerator);
    });
  }

  void function(const FunctionDecl *node) {
    const char *where = node->isKernel ? "kernel" : node->isHost ? "host" : "device";
    line("FunctionDecl {} '{}' {}{}{}{}{}", node->name, node->isHost ? "" : typeOf(*node), where,
         node->isInline ? " inline" : "", node->forceInline ? " forceinline" : "",
         node->noInline ? " noinline" : "", node->contract ? "" : " no-contract");
    nested([&] {
      optional(node->maxThreadsExpr);
      optional(node->minBlocksExpr);
      for (const ParamDecl *param : node->params)
        decl(param);
      if (node->body)
        stmt(node->body);
    });
  }

  void ifStmt(const IfStmt *node) {
    line("IfStmt");
    nested([&] {
      expr(node->condition);
      stmt(node->thenStmt);
      if (node->elseStmt)
        stmt(node->elseStmt);
    });
  }

  std::string unrollText(const UnrollHint &hint) {
    return hint.kind == UnrollHint::Kind::None   ? ""
           : hint.kind == UnrollHint::Kind::Full ? " unroll"
                                                 : " unroll-count";
  }

  template <typename Loop> void loop(const char *name, const Loop &node) {
    line("{}{}", name, unrollText(node.unroll));
    nested([&] {
      optional(node.unroll.count);
      expr(node.condition);
      stmt(node.body);
    });
  }

  void forStmt(const ForStmt *node) {
    line("ForStmt{}", unrollText(node->unroll));
    nested([&] {
      optional(node->unroll.count);
      stmt(node->init);
      expr(node->condition);
      expr(node->increment);
      stmt(node->body);
    });
  }

  std::string head(const Expr *node) {
    switch (node->kind()) {
    case Expr::Kind::IntLiteral: {
      auto *literal = static_cast<const IntLiteral *>(node);
      return fmt::format("IntLiteral {} {}", wordFor(literal->builtin), int64_t(literal->value));
    }
    case Expr::Kind::FloatLiteral: {
      auto *literal = static_cast<const FloatLiteral *>(node);
      return fmt::format("FloatLiteral {} {}", literal->isFloat ? "float" : "double", literal->value);
    }
    case Expr::Kind::StringLiteral:
      return "StringLiteral " + quoted(static_cast<const StringLiteral *>(node)->value);
    case Expr::Kind::BoolLiteral:
      return fmt::format("BoolLiteral {}", static_cast<const BoolLiteral *>(node)->value);
    case Expr::Kind::NullPointer:
      return "NullPointer";
    case Expr::Kind::Name:
      return "Name " + static_cast<const NameExpr *>(node)->name;
    case Expr::Kind::Unary: {
      UnaryOp op = static_cast<const UnaryExpr *>(node)->op;
      bool isPostfix = op == UnaryOp::PostInc || op == UnaryOp::PostDec;
      return fmt::format("Unary {}{}", isPostfix ? "postfix " : "", spelling(op));
    }
    case Expr::Kind::Binary:
      return fmt::format("Binary {}", spelling(static_cast<const BinaryExpr *>(node)->op));
    case Expr::Kind::Assign: {
      auto *assign = static_cast<const AssignExpr *>(node);
      return fmt::format("Assign {}=", assign->op ? spelling(*assign->op) : "");
    }
    case Expr::Kind::Conditional:
      return "Conditional";
    case Expr::Kind::Call:
      return "Call";
    case Expr::Kind::Subscript:
      return "Subscript";
    case Expr::Kind::Member: {
      auto *member = static_cast<const MemberExpr *>(node);
      return fmt::format("Member {}{}", member->isArrow ? "->" : ".", member->name);
    }
    case Expr::Kind::Cast:
      return castHead(static_cast<const CastExpr *>(node));
    case Expr::Kind::ImplicitCast:
      return fmt::format("ImplicitCast {}", nameOf(static_cast<const ImplicitCastExpr *>(node)->castKind));
    case Expr::Kind::InitList:
      return "InitList";
    case Expr::Kind::SizeOf: {
      auto *sizeOf = static_cast<const SizeOfExpr *>(node);
      return fmt::format("{}{}", sizeOf->isAlignOf ? "AlignOf" : "SizeOf",
                         sizeOf->target ? fmt::format(" <{}>", syntax(*sizeOf->target)) : "");
    }
    case Expr::Kind::Paren:
      return "Paren";
    case Expr::Kind::This:
    case Expr::Kind::Construct:
    case Expr::Kind::Temporary:
    case Expr::Kind::Lambda:
    case Expr::Kind::PackExpansion:
    case Expr::Kind::SizeOfPack:
    case Expr::Kind::Fold:
      break;
    }
    return "";
  }

  std::string castHead(const CastExpr *node) {
    static constexpr const char *styles[] = {"c", "functional", "static", "reinterpret", "const"};
    return fmt::format("Cast {} <{}>", styles[size_t(node->style)], syntax(node->target));
  }

  void children(const Expr *node) {
    switch (node->kind()) {
    case Expr::Kind::Unary:
      return expr(static_cast<const UnaryExpr *>(node)->operand);
    case Expr::Kind::Binary:
      expr(static_cast<const BinaryExpr *>(node)->lhs);
      return expr(static_cast<const BinaryExpr *>(node)->rhs);
    case Expr::Kind::Assign:
      expr(static_cast<const AssignExpr *>(node)->lhs);
      return expr(static_cast<const AssignExpr *>(node)->rhs);
    case Expr::Kind::Conditional: {
      auto *conditional = static_cast<const ConditionalExpr *>(node);
      expr(conditional->condition);
      expr(conditional->thenExpr);
      return expr(conditional->elseExpr);
    }
    case Expr::Kind::Call: {
      auto *call = static_cast<const CallExpr *>(node);
      expr(call->callee);
      for (const Expr *arg : call->args)
        expr(arg);
      return;
    }
    case Expr::Kind::Subscript:
      expr(static_cast<const SubscriptExpr *>(node)->base);
      return expr(static_cast<const SubscriptExpr *>(node)->index);
    case Expr::Kind::Member:
      return expr(static_cast<const MemberExpr *>(node)->base);
    case Expr::Kind::Cast:
      return expr(static_cast<const CastExpr *>(node)->operand);
    case Expr::Kind::ImplicitCast:
      return expr(static_cast<const ImplicitCastExpr *>(node)->operand);
    case Expr::Kind::InitList:
      for (const Expr *init : static_cast<const InitListExpr *>(node)->inits)
        expr(init);
      return;
    case Expr::Kind::SizeOf:
      return optional(static_cast<const SizeOfExpr *>(node)->operand);
    case Expr::Kind::Paren:
      return expr(static_cast<const ParenExpr *>(node)->operand);
    case Expr::Kind::This:
    case Expr::Kind::Construct:
    case Expr::Kind::Temporary:
    case Expr::Kind::Lambda:
    case Expr::Kind::PackExpansion:
    case Expr::Kind::SizeOfPack:
    case Expr::Kind::Fold:
    case Expr::Kind::IntLiteral:
    case Expr::Kind::FloatLiteral:
    case Expr::Kind::StringLiteral:
    case Expr::Kind::BoolLiteral:
    case Expr::Kind::NullPointer:
    case Expr::Kind::Name:
      return;
    }
  }

  std::string out_;
  unsigned indent_ = 0;
};

} // namespace

std::string dump(const std::vector<Decl *> &decls) {
  Printer printer;
  printer.decls(decls);
  return printer.take();
}

std::string dump(const TranslationUnit &unit) { return dump(unit.decls); }

std::string dump(const Expr *expr) {
  Printer printer;
  printer.expr(expr);
  return printer.take();
}

std::string dump(const Stmt *stmt) {
  Printer printer;
  printer.stmt(stmt);
  return printer.take();
}

std::string dump(const TypeSyntax &syntax) { return Printer().syntax(syntax); }

} // namespace hd::ast
