// Parse tree to AST. One class over several files: build_declaration, build_type, build_statement,
// build_expression. What the grammar accepts but the language does not is reported here.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/diag/engine.h"
#include "frontend/syntax/tree.h"

namespace hd::syntax {

class Builder {
public:
  Builder(const Terminals &chunk, ast::TranslationUnit &unit, diag::Engine &engine, bool contract)
      : chunk_(chunk), unit_(unit), engine_(engine), contract_(contract) {}

  // Appends the declarations of one chunk to `decls`.
  void build(const Node *chunk, std::vector<ast::Decl *> &decls);

private:
  using Decls = std::vector<ast::Decl *>;

  // What the specifiers before a declarator say.
  struct Specifiers {
    ast::TypeSyntax type;
    bool isTypedef = false, isExtern = false, isStatic = false, isInline = false, isConstexpr = false;
    bool isGlobal = false, isDevice = false, isHost = false, isShared = false, isConstant = false;
    bool forceInline = false, noInline = false;
    ast::Expr *alignment = nullptr, *maxThreads = nullptr, *minBlocks = nullptr;
    ast::Decl *definition = nullptr; // of a record or enumeration, made in place or only declared
    bool hasBody = false;            // ... made in place
  };
  struct Declarator {
    std::string name;
    diag::Location nameLocation;
    std::vector<ast::DeclaratorChunk> chunks;
    ast::Expr *alignment = nullptr;
    diag::Range range;
  };
  // Which builtin type words a type has.
  struct Words;

  // build_declaration.cpp
  void externalDeclaration(const Node *node, Decls &decls);
  void declarators(const Node *first, const Specifiers &specifiers, bool isFileScope, diag::Range range,
                   Decls &decls);
  void initDeclarator(const Node *declaratorNode, const Node *initializer, const Specifiers &specifiers,
                      bool isFileScope, diag::Range range, Decls &decls);
  void declaration(const Node *node, Decls &decls);
  void functionDecl(const Specifiers &specifiers, const Node *declaratorNode, const Node *rest,
                    diag::Range range, Decls &decls);
  void functionParams(const Node *parameters, ast::FunctionDecl &function);
  void standalone(const Specifiers &specifiers, diag::Range range, Decls &decls);
  ast::Decl *staticAssert(const Node *node);
  ast::Decl *alias(const Node *node);
  ast::Expr *initializerOf(const Node *part);
  ast::Memory memoryOf(const Specifiers &specifiers) const;

  // build_type.cpp
  Specifiers specifiers(const Node *node);
  void specifier(const Node *node, Specifiers &out, Words &words);
  void attribute(const Node *node, Specifiers &out);
  void gccAttribute(const Node *node, Specifiers &out);
  void finishWords(const Words &words, Specifiers &out, diag::Range range);
  void recordSpecifier(const Node *node, Specifiers &out);
  void recordMember(const Node *node, ast::RecordDecl &record);
  void enumSpecifier(const Node *node, Specifiers &out);
  void enumBody(const Node *node, ast::EnumDecl &decl);
  Declarator declarator(const Node *node);
  void declaratorInto(const Node *node, Declarator &out);
  ast::TypeSyntax typeName(const Node *node);

  // build_statement.cpp
  ast::CompoundStmt *compound(const Node *node);
  ast::Stmt *statement(const Node *node);
  ast::Stmt *ifStatement(const Node *node);
  ast::Stmt *whileStatement(const Node *node);
  ast::Stmt *doStatement(const Node *node);
  ast::Stmt *forStatement(const Node *node);
  ast::Stmt *switchStatement(const Node *node);
  ast::Stmt *returnStatement(const Node *node);
  ast::Stmt *unrolled(const Node *node);
  ast::Stmt *declStatement(const Node *node);

  // build_expression.cpp
  ast::Expr *expression(const Node *node);
  ast::Expr *comma(const Node *node);
  ast::Expr *assignment(const Node *node);
  ast::Expr *conditional(const Node *node);
  ast::Expr *binary(const Node *node);
  ast::Expr *unary(const Node *node);
  ast::Expr *castLike(const Node *node);
  ast::Expr *postfix(ast::Expr *base, const Node *node);
  ast::Expr *primary(const Node *node);
  ast::Expr *functionalCast(const Node *node);
  ast::Expr *namedCast(const Node *node);
  ast::Expr *stringLiteral(const Node *node);
  ast::Expr *initializerList(const Node *node);
  std::vector<ast::Expr *> arguments(const Node *node);
  ast::Expr *listOf(std::vector<ast::Expr *> inits, diag::Range range);
  ast::TypeSyntax typeWord(const Node *leaf);

  // What all of them use.
  const Terminal &terminal(const Node *leaf) const { return chunk_[leaf->first]; }
  diag::Range range(const Node *node) const {
    if (node->first >= node->last)
      return {chunk_[node->first].source->location, chunk_[node->first].source->location};
    return {chunk_[node->first].source->location, chunk_[node->last - 1].source->end()};
  }
  template <typename T> T *make(diag::Range where) {
    T *made = unit_.make<T>();
    made->range = where;
    return made;
  }
  void unsupported(diag::Range where, std::string_view what, std::string_view instead) {
    engine_.report(diag::Id::UnsupportedFeature, where, what, instead);
  }

  const Terminals &chunk_;
  ast::TranslationUnit &unit_;
  diag::Engine &engine_;
  bool contract_;
};

} // namespace hd::syntax
