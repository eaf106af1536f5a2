// Parse tree to AST. One class over several files, build_*.cpp. What the grammar accepts but the language
// does not is reported here.
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
    bool hasType = false;
    bool isTypedef = false, isExtern = false, isStatic = false, isInline = false, isConstexpr = false;
    bool isFriend = false, isVirtual = false, isExplicit = false;
    bool isGlobal = false, isDevice = false, isHost = false, isShared = false, isConstant = false;
    bool forceInline = false, noInline = false;
    ast::Expr *alignment = nullptr, *maxThreads = nullptr, *minBlocks = nullptr;
    ast::Decl *definition = nullptr; // of a record or enumeration, made in place or only declared
    bool hasBody = false;            // ... made in place
  };
  struct Declarator {
    ast::NameSegment name; // with the arguments of a specialisation
    diag::Location nameLocation;
    ast::Qualifier qualifier;
    ast::FunctionDecl::Form form = ast::FunctionDecl::Form::Plain;
    ast::TypeSyntax conversion; // the type of a conversion operator
    std::vector<ast::DeclaratorChunk> chunks;
    std::vector<ast::NameSegment> bindings;
    const Node *function = nullptr; // the FunctionSuffix right behind the name
    Specifiers attributes;
    bool isPack = false;
    diag::Range range;
  };
  // Where a declaration stands: in a record, at file scope (or in a namespace), or in a function.
  struct Place {
    ast::RecordDecl *record = nullptr;
    bool isFile = false;
    ast::TemplateDecl *around = nullptr; // the template that it is the pattern of
  };
  // Which builtin type words a type has.
  struct Words;

  // build_declaration.cpp
  void entity(const Node *node, const Place &place, Decls &decls);
  void entityDeclarator(const Node *node, const Specifiers &specifiers, const Place &place, diag::Range range,
                        Decls &decls);
  void initDeclarator(const Node *node, const Specifiers &specifiers, diag::Range range, Decls &decls);
  void declaration(const Node *node, Decls &decls);
  void declareObject(Declarator parts, const Specifiers &specifiers, const Node *initializer,
                     const Place &place, diag::Range range, Decls &decls);
  void typedefDecl(const Declarator &parts, const Specifiers &specifiers, diag::Range range, Decls &decls);
  void standalone(const Specifiers &specifiers, const Place &place, diag::Range range, Decls &decls);
  ast::Decl *staticAssert(const Node *node);
  ast::Decl *usingDeclaration(const Node *node);
  ast::Decl *namespaceAlias(const Node *node);
  ast::Expr *initializerOf(const Node *part);
  ast::Memory memoryOf(const Specifiers &specifiers) const;

  // build_function.cpp
  ast::FunctionDecl *functionDecl(const Declarator &parts, Specifiers specifiers, const Place &place,
                                  diag::Range range, Decls &decls);
  void finishFunction(const Node *rest, ast::FunctionDecl &function);
  void functionSuffix(const Node *node, ast::FunctionDecl &function);
  std::vector<ast::ParamDecl *> parameters(const Node *node);
  ast::ParamDecl *parameter(const Node *node);
  void inventTemplate(ast::FunctionDecl &function, const Place &place, Decls &decls);
  void memberInits(const Node *node, ast::FunctionDecl &function);
  void hostMember(const Node *node, ast::RecordDecl &record);

  // build_template.cpp
  void templateDecl(const Node *node, const Place &place, Decls &decls);
  void instantiation(const Node *node, const Place &place, Decls &decls);
  std::vector<ast::TemplateParamDecl *> templateParams(const Node *node);
  ast::TemplateParamDecl *templateParam(const Node *node);
  std::vector<ast::TemplateArgSyntax> templateArgs(const Node *node);

  // build_name.cpp
  ast::NameSegment segment(const Node *node);
  void takeName(const Node *node, ast::Qualifier &qualifier, ast::NameSegment &last);
  ast::TypeSyntax typeRef(const Node *node);
  std::string operatorName(const Node *node) const;
  ast::TypeSyntax decltypeOf(const Node *keyword);

  // build_type.cpp
  Specifiers specifiers(const Node *node);
  void specifier(const Node *node, Specifiers &out, Words &words);
  void attribute(const Node *node, Specifiers &out);
  void gccAttribute(const Node *node, Specifiers &out);
  void takeType(ast::TypeSyntax type, Specifiers &out);
  void finishWords(const Words &words, Specifiers &out, diag::Range range);
  void enumSpecifier(const Node *node, Specifiers &out);
  void enumBody(const Node *node, ast::EnumDecl &decl);
  ast::TypeSyntax typeName(const Node *node);
  ast::TypeSyntax simpleType(const Node *node);
  ast::TypeSyntax callWords(const Node *first);

  // build_declarator.cpp
  Declarator declarator(const Node *node);
  void declaratorInto(const Node *node, Declarator &out);
  void declaratorId(const Node *node, Declarator &out);
  ast::DeclaratorChunk pointerOperator(const Node *node);
  ast::DeclaratorChunk suffixChunk(const Node *node);

  // build_record.cpp
  void recordSpecifier(const Node *node, Specifiers &out);
  void recordHead(const Node *node, ast::RecordDecl &record);
  void recordMember(const Node *node, ast::RecordDecl &record);
  ast::BaseSpecifier base(const Node *node);
  ast::FieldDecl *field(const Declarator &parts, const Specifiers &specifiers, diag::Range range,
                        ast::RecordDecl &record);

  // build_statement.cpp
  ast::CompoundStmt *compound(const Node *node);
  ast::Stmt *statement(const Node *node);
  ast::Stmt *ifStatement(const Node *node);
  ast::Stmt *whileStatement(const Node *node);
  ast::Stmt *doStatement(const Node *node);
  ast::Stmt *forStatement(const Node *node);
  ast::Stmt *rangeFor(const Node *node, const Node *head);
  ast::Stmt *switchStatement(const Node *node);
  ast::Stmt *returnStatement(const Node *node);
  ast::Stmt *unrolled(const Node *node);
  ast::Stmt *declStatement(const Node *node);
  ast::Stmt *conditionPart(const Node *node);
  ast::DeclStmt *declarators(const Node *specifiers, const Node *end);
  void takeCondition(const Node *part, ast::IfStmt &out);

  // build_expression.cpp
  ast::Expr *expression(const Node *node);
  ast::Expr *comma(const Node *node);
  ast::Expr *assignment(const Node *node);
  ast::Expr *conditional(const Node *node);
  ast::Expr *binary(const Node *node);
  ast::Expr *unary(const Node *node);
  ast::Expr *castLike(const Node *node);
  ast::Expr *postfix(ast::Expr *base, const Node *node);
  ast::Expr *member(ast::Expr *base, const Node *node);
  ast::Expr *stringLiteral(const Node *node);
  ast::Expr *initializerList(const Node *node);
  std::vector<ast::Expr *> arguments(const Node *node);
  ast::Expr *listOf(std::vector<ast::Expr *> inits, diag::Range range);
  ast::Expr *expansion(ast::Expr *pattern, const Node *dots);

  // build_primary.cpp
  ast::Expr *primary(const Node *node);
  ast::Expr *name(const Node *node);
  ast::Expr *construct(const Node *node);
  ast::Expr *namedCast(const Node *node);
  ast::Expr *parenthesised(const Node *node);
  ast::Expr *fold(const Node *node, diag::Range range);
  ast::Expr *lambda(const Node *node);
  ast::LambdaCapture capture(const Node *node, ast::LambdaExpr &lambda);

  // What all of them use.
  const Terminal &terminal(const Node *leaf) const { return chunk_[leaf->first]; }
  diag::Range range(const Node *node) const {
    if (node->first >= node->last)
      return {chunk_[node->first].source->location, chunk_[node->first].source->location};
    return {chunk_[node->first].source->location, chunk_[node->last - 1].source->end()};
  }
  template <typename T> T *make(diag::Range where) {
    T *made = unit_.make<T>();
    if constexpr (std::is_base_of_v<ast::Stmt, T>)
      static_cast<ast::Stmt *>(made)->range = where; // RangeForStmt has another `range`
    else
      made->range = where;
    return made;
  }
  void unsupported(diag::Range where, std::string_view what, std::string_view instead) {
    engine_.report(diag::Id::UnsupportedFeature, where, what, instead);
  }

  // The operators that both grammar and AST have; null when a token is none of the kind.
  static std::optional<ast::BinaryOp> binaryOp(Tok token);
  static std::optional<ast::BinaryOp> compoundOp(Tok token);

  const Terminals &chunk_;
  ast::TranslationUnit &unit_;
  diag::Engine &engine_;
  bool contract_;
};

} // namespace hd::syntax
