// The walk over a chunk's tokens behind TypeNames::decide: a recursive descent that knows of declarations,
// statements and expressions only what it takes to say which names are types, and gives the tokens the
// terminals by which the grammar is LL(1). It takes any input: what it does not understand it passes over,
// and the parser finds the error. Brackets are balanced and bounded (brackets.h), template lists are bounded
// here.
#pragma once

#include "frontend/syntax/type_names.h"

#include <algorithm>
#include <optional>

namespace hd::syntax {

class Walker {
public:
  Walker(TypeNames &names, Terminals &chunk, bool quiet);
  bool walk();

private:
  enum class Where : uint8_t { File, Member, Statement, Parameter, Type };

  // A possibly qualified name; [first, last) are its tokens, with its template arguments marked.
  struct Path {
    size_t first = 0, last = 0, lastName = 0;
    Symbol symbol;
    bool isQualified = false, isGlobal = false, hasArgs = false, isDependent = false;
    bool endsInOperator = false; // or in a destructor
    Scope *owner = nullptr;      // what the last part was looked up in
    bool isPlain() const { return !isQualified && !isGlobal && !hasArgs; }
  };

  struct Declarator {
    size_t name = 0;
    bool hasName = false, isQualified = false, isFunction = false, hasArgs = false;
  };

  // A method's body, walked when its class is complete.
  struct Deferred {
    Scope *scope;
    size_t colon, open; // of its member initialisers (0 without), of the body
  };

  // --- tokens
  Tok type(size_t index) const { return index < chunk_.size() ? chunk_[index].type : Tok::End; }
  std::string_view text(size_t index) const { return index < chunk_.size() ? chunk_[index].text() : ""; }
  Tok now() const { return type(at_); }
  bool ends(size_t index) const { return index >= chunk_.size() || isClosing(chunk_[index].type); }
  void set(size_t index, Tok tok) { chunk_[index].type = tok; }
  static bool isTypeKeyword(Tok token) { return token >= Tok::VOID && token <= Tok::AUTO; }
  static bool isTagKeyword(Tok token) { return token >= Tok::STRUCT && token <= Tok::ENUM; }
  static bool isQualifier(Tok token) {
    return token == Tok::CONST || token == Tok::VOLATILE || token == Tok::RESTRICT;
  }
  static bool isSpecifier(Tok token) {
    return token == Tok::TYPEDEF || (token >= Tok::EXTERN && token <= Tok::ATTRIBUTE);
  }
  static bool isAttribute(Tok token) { return token >= Tok::GLOBAL && token <= Tok::ATTRIBUTE; }
  static bool isName(Tok token) {
    return token == Tok::IDENTIFIER || token == Tok::TYPE_NAME || token == Tok::TYPE_CALL;
  }
  static bool isPointerOperator(Tok token) {
    return token == Tok::STAR || token == Tok::AMP || token == Tok::AMP_AMP;
  }
  bool isListEnd(size_t index) const {
    Tok token = type(index);
    return token == Tok::GREATER || token == Tok::GREATER_GREATER || token == Tok::SHIFT_TAIL;
  }

  // --- scopes (walker.cpp)
  Scope &push(Scope::Kind kind);
  Scope *target(); // the innermost scope that declarations go into
  void declare(std::string_view name, Symbol symbol);
  void declareValue(std::string_view name, bool isFunction);
  void enter(Scope *members);
  void block(size_t open);

  // --- names (walk_name.cpp)
  Path path(size_t first);
  Path typenamePath(size_t first); // after `typename`: what is not known is a template if a `<` follows
  Path resolve(size_t first);
  void templateArguments();
  bool opensArguments(size_t less, const Symbol &symbol, bool isMember) const;
  bool looksLikeArguments(size_t less) const;
  size_t afterOperator(size_t keyword);
  void markType(const Path &path, Tok name, Tok global);
  bool looksLikeType(size_t first, bool isArgument);
  bool isParameterList(size_t open, Where where);
  void memberName();

  // --- declarations (walk_declaration.cpp)
  void entity(Where where);
  void templated(Where where);
  void hostMember();
  void templateParameters();
  void templateParameter();
  void declaration(Where where);
  void initialiser(const Declarator &declarator, Where where);
  bool functionBody(const Declarator &declarator, Where where);
  void walkBody(Scope *scope, size_t colon, size_t open);
  void memberInitialisers(size_t open);
  void usingDeclaration();
  void namespaceAlias();
  void dropIfUnknown(const Path &named);
  void staticAssert();

  // --- specifiers and declarators (walk_type.cpp)
  bool specifiers(Where where);
  bool namedSpecifier(Where where);
  bool isUnknownType(const Path &path, Where where);
  void typeId();
  void simpleType();
  Declarator declarator(Where where);
  void pointerOperators();
  void declaratorName(Declarator &out, Where where);
  void suffixes(Declarator &out, Where where);
  void parameters();
  void functionQualifiers();
  void attributeArguments();

  // --- classes (walk_class.cpp)
  void record();
  void recordBody(Scope *members, std::string_view name);
  void bases(Scope *members);
  void runDeferred(size_t from);
  void enumeration();

  // --- statements (walk_statement.cpp)
  void statement();
  void ifStatement();
  void forStatement();
  void condition();
  void statements(size_t close);
  bool startsDeclaration();
  bool isDeclaratorInParens(size_t open) const;

  // --- expressions (walk_expression.cpp)
  enum class Until : uint8_t { Bracket, Comma, Argument, Colon };
  void expression(Until until);
  void operatorOrLiteral(bool &wantsOperand);
  void operandName(bool &wantsOperand);
  void openParen(bool &wantsOperand);
  void typeWords(bool &wantsOperand);
  void sizeOf(bool &wantsOperand);
  void namedCast();
  void lambda();
  void captures(size_t close);
  void bracketed();
  bool isCast(size_t open);

  TypeNames &names_;
  Terminals &chunk_;
  std::vector<uint32_t> match_;
  Scope *scope_;
  size_t at_ = 0;
  bool quiet_, ok_ = true;
  bool isTypedef_ = false, isFriend_ = false; // of the specifiers in work
  Symbol specified_;                          // the type that the last specifiers named
  bool isTooDeep_ = false, afterTypename_ = false;
  unsigned templateDepth_ = 0, classDepth_ = 0;
  std::optional<Path> lastPath_;
  std::vector<Deferred> deferred_;
};

} // namespace hd::syntax
