// The state of semantic analysis and its steps; each group of methods has a file of its own. Private to
// frontend/sema: see check.h for the interface.
//
// An expression that failed has a null type: whoever sees one reports nothing more and passes it on.
#pragma once

#include "frontend/sema/builtins.h"
#include "frontend/sema/check.h"
#include "frontend/sema/constant.h"
#include "frontend/sema/scope.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace hd::sema {

using namespace ast;
using diag::Id;
using diag::Range;
using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;

// A function of an overload set: exactly one of the two is set.
struct Candidate {
  const BuiltinFunction *builtin = nullptr;
  FunctionDecl *function = nullptr;
  std::vector<QualType> params;
  size_t required = 0; // arguments without those that have defaults
  bool isVariadic = false;
};

constexpr uint64_t kMaxObjectBytes = uint64_t(1) << 31;

class Checker {
public:
  Checker(TranslationUnit &unit, diag::Engine &engine, const LibraryLoader &loader);
  std::optional<Program> run();

private:
  // --- declarations (declaration.cpp, function.cpp, variable.cpp, record.cpp)
  void checkDecl(Decl *decl);
  void checkTypedef(TypedefDecl *decl);
  void checkEnum(EnumDecl *decl);
  void checkStaticAssert(StaticAssertDecl *decl);
  void declare(Decl *decl);
  void reportRedefinition(Decl *decl, Decl *previous);

  void checkFunction(FunctionDecl *decl);
  bool resolveSignature(FunctionDecl *decl);
  bool checkParamBytes(const FunctionDecl *decl);
  void resolveParam(FunctionDecl *function, ParamDecl *param);
  bool mergeWithPrevious(FunctionDecl *decl);
  void checkLaunchBounds(FunctionDecl *decl);
  void checkBody(FunctionDecl *decl);

  void checkFileScopeVariable(VarDecl *decl);
  void ensureHostConstant(VarDecl *decl); // checks a file-scope `const` when it is first used
  void checkLocalVariable(VarDecl *decl);
  void checkVariableType(VarDecl *decl);
  bool checkMemory(VarDecl *decl);
  void checkInitialiser(VarDecl *decl);
  void recordConstant(VarDecl *decl);
  void foldGlobal(VarDecl *decl);
  Expr *foldInit(Expr *init, bool &failed);
  void evaluateAlignment(Expr *expr, unsigned &alignment);

  void defineRecord(RecordDecl *decl);
  void layOut(RecordDecl *decl);
  void checkField(RecordDecl *record, FieldDecl *field);

  // --- types (type_resolution.cpp)
  QualType resolveType(const TypeSyntax &syntax, bool isParameter = false);
  QualType resolveBase(const TypeSyntax &syntax);
  QualType resolveNamed(const TypeSyntax &syntax);
  QualType applyChunk(QualType type, const DeclaratorChunk &chunk, bool isParameterArray, bool isOutermost);
  std::optional<uint64_t> arraySize(const DeclaratorChunk &chunk);
  bool isComplete(QualType type) const;
  bool requireComplete(QualType type, Range where);

  // --- statements (statement.cpp, control_flow.cpp)
  void checkStmt(Stmt *stmt);
  void checkCompound(CompoundStmt *stmt, bool opensScope);
  void checkDeclStmt(DeclStmt *stmt);
  void checkIf(IfStmt *stmt);
  void checkFor(ForStmt *stmt);
  void checkLoopBody(Stmt *body);
  void checkSwitch(SwitchStmt *stmt);
  void checkCase(CaseStmt *stmt, QualType type, std::unordered_map<uint64_t, CaseStmt *> &seen);
  void checkReturn(ReturnStmt *stmt);
  void checkUnroll(UnrollHint &hint);
  Expr *checkCondition(Expr *expr);

  // --- expressions (expression.cpp): the node, or what replaces it; its type is null when it failed
  Expr *checkExpr(Expr *expr);
  Expr *dispatch(Expr *expr);
  Expr *checkValue(Expr *expr);     // checkExpr, then rvalue
  Expr *checkDiscarded(Expr *expr); // for its effects only
  Expr *checkLiteral(Expr *expr);
  Expr *checkName(NameExpr *expr);
  Expr *checkNameOfVariable(NameExpr *expr, VarDecl *decl);
  Expr *checkParen(ParenExpr *expr);
  Expr *checkConditional(ConditionalExpr *expr);
  Expr *checkSizeOf(SizeOfExpr *expr);
  // (operators.cpp)
  Expr *checkBinarySpine(BinaryExpr *expr);
  Expr *checkBinary(BinaryExpr *expr);
  Expr *checkPointerArithmetic(BinaryExpr *expr);
  Expr *checkComparison(BinaryExpr *expr);
  Expr *checkUnary(UnaryExpr *expr);
  Expr *checkAddressOf(UnaryExpr *expr);
  Expr *checkIncrement(UnaryExpr *expr);
  Expr *badOperands(BinaryExpr *expr);
  // (assignment.cpp)
  Expr *checkAssign(AssignExpr *expr);
  Expr *checkCompoundAssign(AssignExpr *expr);
  bool checkModifiable(Expr *expr, const char *what);
  void markAddressTaken(Expr *expr);
  void markModified(Expr *expr);
  // (member.cpp)
  Expr *checkMember(MemberExpr *expr);
  Expr *checkSubscript(SubscriptExpr *expr);
  // (cast.cpp)
  Expr *checkCast(CastExpr *expr);
  Expr *explicitCast(Expr *operand, QualType target, Range where);
  // (initialiser.cpp)
  Expr *checkInit(Expr *init, QualType target, const char *what);
  Expr *initFromList(InitListExpr *list, QualType target);
  Expr *initAggregate(InitListExpr *source, size_t &next, QualType target, bool isBraced);
  Expr *initElement(InitListExpr *source, size_t &next, QualType target);
  Expr *initFromString(StringLiteral *literal, QualType target);

  // --- conversions (conversion.cpp); operands are checked expressions
  Expr *addCast(Expr *expr, CastKind kind, QualType type);
  Expr *rvalue(Expr *expr);
  Expr *toBool(Expr *expr);
  Expr *promote(Expr *expr);
  Expr *convertArithmetic(Expr *expr, QualType type);         // between arithmetic types
  Expr *convertUnchecked(Expr *expr, QualType type);          // what conversionRank found possible
  Expr *convert(Expr *expr, QualType type, const char *what); // implicit, or a diagnostic
  QualType promoted(QualType type) const;
  QualType commonType(QualType a, QualType b) const;
  bool isNullConstant(const Expr *expr) const;
  enum Rank { kExact, kQualified, kPromotion, kConversion, kImpossible };
  Rank conversionRank(const Expr *expr, QualType to) const; // `expr` is an rvalue
  // (dim3.cpp)
  static bool convertsToDimensions(QualType from, QualType to);
  Expr *convertToDimensions(Expr *expr, QualType to);
  void completeDimensions(InitListExpr *list);
  Expr *defaultDimensions(QualType type, Range where); // null: zeros

  // --- calls (call.cpp, overload.cpp, builtin_call.cpp, printf_format.cpp, library.cpp)
  Expr *checkCall(CallExpr *expr);
  Expr *failCall(CallExpr *expr);
  Expr *unknownCallee(CallExpr *expr, const std::string &name);
  void collectCandidates(const std::string &name, std::vector<Candidate> &candidates, Pick &pick);
  const Candidate *chooseOverload(CallExpr *expr, const std::vector<Candidate> &candidates, Pick pick);
  const Candidate *rankOverloads(CallExpr *expr, const std::vector<Candidate> &candidates, bool &ambiguous);
  void explainNoMatch(CallExpr *expr, const std::vector<Candidate> &candidates, bool ambiguous);
  Expr *finishCall(CallExpr *expr, const Candidate &candidate);
  void promoteVariadic(CallExpr *expr, size_t first);
  void checkPrintf(CallExpr *expr);
  void checkPrintfArg(CallExpr *expr, size_t index, std::string_view spec);
  bool loadLibrary(std::string_view file);
  void addLibraryCandidates(const std::string &name, std::vector<Candidate> &candidates, Pick &pick);
  Candidate candidateOf(FunctionDecl *function) const;
  std::string argumentTypes(const CallExpr *expr) const;

  // --- after all bodies (call_graph.cpp)
  void resolveCalls();
  void reportRecursion();
  void fillProgram(Program &program);

  // --- helpers
  template <typename... Args> diag::Diagnostic &report(Id id, Range range, const Args &...args) {
    return engine_.report(id, range, args...);
  }
  Expr *fail(Expr *expr) {
    expr->type = {};
    return expr;
  }
  static bool failed(const Expr *expr) { return !expr || !expr->type; }
  QualType builtin(BuiltinKind kind) const { return unit_.types.builtin(kind); }
  std::optional<Constant> evaluateConstant(const Expr *expr);
  std::optional<Constant> integerConstant(Expr *&expr); // checks it first; reports nothing when not constant
  const Constant *valueOf(const VarDecl *decl) const;
  void suggest(diag::Diagnostic &diagnostic, std::string_view name, Range range, bool typesOnly);
  static bool isSamePlace(const Decl *a, const Decl *b); // of a file that was included twice
  static Range nameRange(const Decl *decl);
  static const Expr *withoutParens(const Expr *expr);
  static bool isConstObject(QualType type);
  static QualType qualified(TypeContext &types, QualType type, bool isConst, bool isVolatile);

  // What belongs to the function being checked; saved while a library file is checked in between.
  struct FunctionState {
    FunctionDecl *decl = nullptr;
    unsigned loops = 0, breakables = 0;
    bool hasLocalErrors = false;
    std::unordered_set<std::string> unknownNames; // each is reported once for a function
  };
  struct Call {
    CallExpr *expr;
    FunctionDecl *caller, *callee;
  };

  TranslationUnit &unit_;
  diag::Engine &engine_;
  const LibraryLoader &loader_;
  Builtins *builtins_;
  std::deque<Scope> scopes_; // those open now
  Scope *libraryScope_, *fileScope_, *scope_;
  bool inLibrary_ = false;
  unsigned depth_ = 0, suggestions_ = 0, unevaluated_ = 0;
  FunctionState function_;
  std::unordered_map<const VarDecl *, Constant> constants_;
  enum class Check : uint8_t { Pending, Running, Done };
  std::unordered_map<const VarDecl *, Check> hostConstants_;
  std::unordered_map<const RecordDecl *, Check> records_;
  std::unordered_map<const FunctionDecl *, FunctionDecl *> canonical_; // to the first declaration
  std::unordered_set<std::string> loadedFiles_;
  std::vector<Decl *> libraryDecls_;
  std::vector<FunctionDecl *> definitions_; // in source order, library ones among them
  std::vector<Call> calls_;
  std::vector<std::pair<FunctionDecl *, VarDecl *>> uses_; // of globals
};

const std::vector<std::string_view> &libraryNames(); // functions of stdlib/math

// Opens a scope for its own lifetime.
class ScopeGuard {
public:
  ScopeGuard(std::deque<Scope> &scopes, Scope *&current)
      : scopes_(scopes), current_(current), saved_(current) {
    scopes_.emplace_back(saved_);
    current_ = &scopes_.back();
  }
  ~ScopeGuard() {
    current_ = saved_;
    scopes_.pop_back();
  }
  ScopeGuard(const ScopeGuard &) = delete;

private:
  std::deque<Scope> &scopes_;
  Scope *&current_;
  Scope *saved_;
};

} // namespace hd::sema
