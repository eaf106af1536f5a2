// The steps of semantic analysis; each group of methods has a file of its own. Private to frontend/sema: see
// check.h for the interface.
//
// An expression that failed has a null type: whoever sees one reports nothing more and passes it on.
#pragma once

#include "frontend/sema/candidate.h"
#include "frontend/sema/checker_state.h"
#include "frontend/sema/launch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/ErrorHandling.h"

namespace hd::sema {

using llvm::cast;
using llvm::cast_or_null;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::isa;

constexpr uint64_t kMaxObjectBytes = uint64_t(1) << 31;
constexpr uint64_t kMaxConstructed = 65536; // elements of an array that each run a constructor
using MentionedPacks = std::map<std::string, const std::vector<Decl *> *>;

class Checker : CheckerState {
public:
  Checker(TranslationUnit &unit, diag::Engine &engine, const LibraryLoader &loader);
  std::optional<Program> run();
  const std::vector<KernelVerdict> &verdicts() const { return verdicts_; }

private:
  friend class Captures;
  friend class Deduction;
  friend class InstantiationGuard;
  friend class Launches;
  friend class Lifetimes;
  friend class MemberInits;
  friend class ScopeGuard;
  friend class TypeTraits;

  // --- declarations (declaration.cpp, function.cpp, variable.cpp)
  void checkDecl(Decl *decl);
  void checkTypedef(TypedefDecl *decl);
  void checkEnum(EnumDecl *decl);
  void checkStaticAssert(StaticAssertDecl *decl);
  void declare(Decl *decl);
  void reportRedefinition(Decl *decl, Decl *previous);

  void checkFunction(FunctionDecl *decl);
  void defineElsewhere(FunctionDecl *decl);
  void defineMember(FunctionDecl *decl, RecordDecl *record);
  bool resolveSignature(FunctionDecl *decl);
  bool setResult(FunctionDecl *decl, QualType type);
  bool deduceResult(FunctionDecl *function, ReturnStmt *stmt);
  bool checkParamBytes(const FunctionDecl *decl);
  void resolveParam(FunctionDecl *function, ParamDecl *param);
  bool mergeWithPrevious(FunctionDecl *decl);
  FunctionDecl *canonicalOf(FunctionDecl *function);
  void checkLaunchBounds(FunctionDecl *decl);
  void declareParams(FunctionDecl *decl);
  void checkBody(FunctionDecl *decl);

  void checkFileScopeVariable(VarDecl *decl);
  void ensureHostConstant(VarDecl *decl); // checks a file-scope `const` when it is first used
  void checkLocalVariable(VarDecl *decl);
  void defineStaticMember(VarDecl *decl);
  void checkVariableType(VarDecl *decl);
  QualType deduceAuto(const TypeSyntax &written, Expr *init);
  bool checkMemory(VarDecl *decl);
  void checkInitialiser(VarDecl *decl);
  void evaluateAlignment(Expr *expr, unsigned &alignment);

  // --- namespaces (namespace.cpp)
  Scope *namespaceScope(const std::string &name, bool isInline);
  void checkNamespace(NamespaceDecl *decl);
  void checkNamespaceAlias(NamespaceAliasDecl *decl);
  Scope *resolveQuietly(const Qualifier &qualifier, Range where);
  void checkUsingDirective(UsingDirectiveDecl *decl);
  void checkUsing(UsingDecl *decl);

  // --- classes (record*.cpp, method*.cpp, constructor.cpp, default_init.cpp, user_conversion.cpp)
  bool isNameOf(const RecordDecl *record, std::string_view name) const;
  void checkRecord(RecordDecl *decl);
  void declareRecord(RecordDecl *decl);
  void defineOutside(RecordDecl *decl);
  void defineRecord(RecordDecl *decl);
  static void takeBody(RecordDecl &to, const RecordDecl &from);
  void completeForward(RecordDecl *declared, RecordDecl *definition);
  void defineMembers(RecordDecl *decl);
  void checkBases(RecordDecl *decl);
  void addBase(RecordDecl *decl, RecordDecl *base, std::vector<FieldDecl *> &fields);
  void checkMemberDecl(RecordDecl *record, Decl *member, std::vector<FunctionDecl *> &methods,
                       std::unordered_set<std::string_view> &names);
  void addTransparent(FieldDecl *field);
  void checkFriend(FunctionDecl *function);
  void checkFriendTemplate(TemplateDecl *decl);
  void checkStaticMember(VarDecl *decl);
  void declareMethod(RecordDecl *record, FunctionDecl *method);
  void resolveMethod(RecordDecl *record, FunctionDecl *method);
  void addThis(RecordDecl *record, FunctionDecl *method);
  void inheritConstructor(RecordDecl *record, RecordDecl *base, Decl *constructor);
  bool checkBitWidth(FieldDecl *field, QualType type);
  void layOut(RecordDecl *decl);
  void checkField(RecordDecl *record, FieldDecl *field);
  bool isCopyConstructor(const FunctionDecl *function) const;
  Expr *constructWith(FunctionDecl *constructor, CallArgs &args, QualType type, Range where);
  Expr *construct(QualType type, std::vector<Expr *> args, bool isBraced, Range where);
  Expr *constructFrom(const Found &found, llvm::ArrayRef<Expr *> given, QualType type, Range where);
  Expr *constructPlain(QualType type, llvm::ArrayRef<Expr *> args, bool isBraced, Range where);
  Expr *copyOfChosen(Expr *expr, QualType type);
  Expr *copyOf(Expr *expr, QualType type);
  bool needsInit(QualType type);
  Expr *defaultInit(QualType type, Range where);
  Expr *defaultFields(RecordDecl *record, QualType type, Range where);
  Expr *defaultFieldInit(RecordDecl *record, FieldDecl *field, Range where);
  Expr *implicitObject(RecordDecl *record, Range where);
  Expr *checkThis(ThisExpr *expr);
  Expr *arrowOperand(Expr *base);
  Expr *checkMethodCall(CallExpr *expr, MemberExpr *callee);
  Expr *overloadedOperator(const std::string &name, llvm::ArrayRef<Expr *> operands, Range where);
  RecordDecl *isDerivedFrom(QualType from, QualType to);
  llvm::SmallVector<RecordDecl *, 4> allBases(RecordDecl *record);
  bool hasBase(RecordDecl *derived, RecordDecl *base);
  Expr *baseOf(Expr *object, RecordDecl *base);
  void conversionFunctions(RecordDecl *record, llvm::SmallVectorImpl<FunctionDecl *> &out);
  FunctionDecl *findConversion(Expr *expr, QualType to, bool isExplicit = false);
  Expr *applyConversion(Expr *expr, FunctionDecl *function, QualType to, const char *what);
  bool hasOwnAssignment(QualType type);

  // --- templates (template*.cpp, instantiate.cpp, specialisation.cpp, function_body.cpp, pack.cpp ...)
  Template &templateOf(TemplateDecl *decl);
  Template &registerTemplate(TemplateDecl *decl, Scope *scope);
  void checkTemplate(TemplateDecl *decl);
  void declareClassTemplate(TemplateDecl *decl);
  void declareFunctionTemplate(TemplateDecl *decl);
  void addOutsideMember(TemplateDecl *decl, const Qualifier &qualifier, Range where);
  void attachMemberTemplate(TemplateDecl *decl, FunctionDecl *function, Scope *member);
  static std::string signatureOf(TemplateDecl *decl);
  static std::string keyOf(const Bindings &bindings);
  static std::string spell(const TemplateArg &arg);
  void countInstance(std::string &name, const std::string &of, Range where);
  static std::string nameWithArgs(const std::string &name, const Bindings &bindings);
  bool allHaveDefaults(const TemplateDecl *decl) const;
  Scope *bindScope(llvm::ArrayRef<TemplateParamDecl *> params, const Bindings &bindings, Scope *parent);
  Decl *declOf(const std::string &name, const TemplateArg &arg);
  void bindName(Scope *scope, const std::string &name, const TemplateArg &arg);
  Decl *declNamedBy(const TemplateArgSyntax &arg);
  std::optional<TemplateArg> resolveArg(const TemplateParamDecl *param, const TemplateArgSyntax &arg);
  std::optional<TemplateArg> resolveValueArg(const TemplateParamDecl *param, const TemplateArgSyntax &arg);
  std::optional<TemplateArg> resolveArgFor(TemplateDecl *decl, Scope *context, const Bindings &bindings,
                                           const TemplateParamDecl *param, const TemplateArgSyntax &arg);
  bool resolveArgs(TemplateDecl *decl, Scope *context, const std::vector<TemplateArgSyntax> &written,
                   Bindings &bindings, bool isPartial, Range where);
  Constant asParamType(const TemplateParamDecl &param, const Constant &value, Scope *context);
  bool applyDefaults(TemplateDecl *decl, Scope *context, Bindings &bindings, Range where);
  QualType resolveTemplateId(Template &info, const std::vector<TemplateArgSyntax> &args, Range where);
  RecordDecl *instanceOf(Template &info, const Bindings &bindings, Range where);
  bool choosePattern(RecordInfo &info, TemplateDecl *&pattern, Bindings &args, Range where);
  bool matchesPartial(TemplateDecl *partial, Template &origin, const Bindings &actual, Bindings &bound);
  void defineInstance(RecordDecl *record);
  void specialiseRecord(TemplateDecl *decl, RecordDecl *record);
  void defineSpecialisation(Template &info, const Bindings &bindings, RecordDecl *record);
  void specialiseVariable(TemplateDecl *decl, VarDecl *variable);
  VarDecl *variableInstance(TemplateDecl *decl, const std::vector<TemplateArgSyntax> &args, Range where);
  FunctionDecl *deduceCall(TemplateDecl *decl, const std::vector<TemplateArgSyntax> *explicitArgs,
                           llvm::ArrayRef<Expr *> args, Range where);
  QualType arrayOfList(const TypeSyntax &param, const InitListExpr *list);
  bool deduceFromArgs(Template &info, FunctionDecl *pattern, llvm::ArrayRef<Expr *> args, Bindings &bindings);
  FunctionDecl *instantiateFunction(Template &info, const Bindings &bindings, Range where);
  void useFunction(FunctionDecl *function);
  void findOutsideBody(FunctionDecl *function);
  bool takeOutsideBody(FunctionDecl *function, RecordDecl *record, TemplateDecl *outside);
  void adoptBody(FunctionDecl *function);
  void ensureBody(FunctionDecl *function);
  void checkBodies();
  Template *matchFunction(FunctionDecl *function, Bindings &bindings);
  void specialiseFunction(TemplateDecl *decl);
  void checkInstantiation(InstantiationDecl *decl);
  bool isMoreSpecialised(TemplateDecl *special, TemplateDecl *general);
  Bindings uniqueArgs(const TemplateDecl *decl);
  bool isSameAs(const TypeSyntax &written, Scope *scope, QualType type);
  bool computeMoreSpecialised(TemplateDecl *special, TemplateDecl *general);
  template <typename Pattern>
  std::optional<size_t> packsIn(const Pattern &pattern, MentionedPacks &packs, Range where);
  void bindElement(Scope *scope, const MentionedPacks &packs, size_t index);
  bool expandExpr(Expr *pattern, Range where, std::vector<Expr *> &out);
  Expr *constructList(InitListExpr *list);
  void expandPacks(std::vector<Expr *> &args);
  void expandType(const TypeSyntax &pattern, std::vector<QualType> &out);
  bool expandTemplateArgs(const std::vector<TemplateArgSyntax> &written, std::vector<TemplateArgSyntax> &out);
  bool resolveElement(TemplateArgSyntax arg, TemplateArgSyntax &out);
  std::string aliasFor(QualType type);
  void expandParams(FunctionDecl *function);
  Expr *checkSizeOfPack(SizeOfPackExpr *expr);
  Expr *checkFold(FoldExpr *expr);

  // --- kernels that the user asks for (kernel_request.cpp)
  void checkRequest(KernelRequest &request);
  void castEnumerators(std::vector<TemplateArgSyntax> &args, const Template &info);
  void reportNoTemplate(const KernelRequest &request, const Found &found);
  void instantiateRequest(const KernelRequest &request, llvm::ArrayRef<Template *> candidates);

  // --- lambdas (lambda.cpp)
  Expr *checkLambda(LambdaExpr *lambda);
  void declareCallOperator(LambdaExpr *lambda, RecordDecl *closure);

  // --- names (lookup.cpp)
  void lookUpHere(std::string_view name, Scope *scope, Found &found, unsigned depth);
  Found lookUp(std::string_view name, Scope *from);
  Found lookUpIn(std::string_view name, Scope *scope);
  Decl *lookUpType(std::string_view name, Scope *from, bool outwards);
  Scope *findNamespace(const std::string &name, Scope *from, bool outwards);
  Scope *scopeOf(QualType type, Range where);
  Scope *resolveQualifier(const Qualifier &qualifier, Range where);
  Found lookUpQualified(const std::string &name, const Qualifier &qualifier, Range where);
  void addAssociated(QualType type, llvm::SmallVectorImpl<Scope *> &scopes);
  void lookUpByArguments(std::string_view name, llvm::ArrayRef<Expr *> args, Found &found);
  std::string nameOfScope(const Scope *scope) const;
  std::optional<UnsupportedName> unsupportedMember(const std::string &name, const Scope *scope) const;
  void reportNoMember(const std::string &name, Scope *scope, Range where);

  // --- constants (evaluation.cpp)
  Evaluation evaluationOfConstants();
  Body bodyForEvaluation(FunctionDecl *function);
  const Constant *valueOf(const VarDecl *decl) const;
  std::optional<Constant> evaluateConstant(const Expr *expr);
  std::optional<Constant> integerConstant(Expr *&expr); // checks it first; reports nothing when not constant
  // After one of these has found no constant: with the reason.
  template <typename... Args> void reportNotConstant(Id id, Range range, const Args &...args) {
    if (explanation_.followsFromError)
      return;
    auto &notes = report(id, range, args...).notes;
    notes.insert(notes.end(), explanation_.notes.begin(), explanation_.notes.end());
  }
  Expr *foldInit(Expr *init, const char *what, bool &isFailed);
  void foldGlobal(VarDecl *decl);
  void foldConstexpr(VarDecl *decl);
  void recordConstant(VarDecl *decl);
  void forgetCalls(VarDecl *decl, size_t firstCall);

  // --- types (type_resolution.cpp)
  QualType resolveType(const TypeSyntax &syntax, bool isParameter = false);
  QualType applyDeclarator(QualType type, const TypeSyntax &syntax, bool isParameter);
  bool resolveParamTypes(const ParamDecl *param, std::vector<QualType> &types);
  QualType resolveBase(const TypeSyntax &syntax);
  QualType resolveNamed(const TypeSyntax &syntax);
  QualType typeOfDecl(Decl *decl, const std::vector<TemplateArgSyntax> *args, Range where);
  QualType decltypeOf(Expr *expr);
  QualType applyChunk(QualType type, const DeclaratorChunk &chunk, bool isParameterArray, bool isOutermost);
  std::optional<uint64_t> arraySize(const DeclaratorChunk &chunk);
  bool isComplete(QualType type);
  bool requireComplete(QualType type, Range where);

  // --- statements (statement.cpp, control_flow.cpp)
  void checkStmt(Stmt *stmt);
  void checkCompound(CompoundStmt *stmt, bool opensScope);
  void checkDeclStmt(DeclStmt *stmt);
  void checkIf(IfStmt *stmt);
  void checkFor(ForStmt *stmt);
  Stmt *checkAndLower(Stmt *stmt);
  Stmt *checkConstexprIf(IfStmt *stmt);
  Stmt *lowerRangeFor(RangeForStmt *stmt);
  void lowerBindings(VarDecl *decl, std::vector<Decl *> &out);
  Stmt *lowerIf(IfStmt *stmt);
  VarDecl *hiddenVariable(const std::string &name, TypeSyntax syntax, Expr *init, Range where);
  DeclStmt *declStmt(llvm::ArrayRef<Decl *> decls, Range where);
  NameExpr *uncheckedName(const std::string &name, Range where);
  Stmt *checkLoopBody(Stmt *body);
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
  Expr *checkNan(CallExpr *expr, NameExpr *callee);
  Expr *checkUndeclared(NameExpr *expr);
  Expr *functionObject(NameExpr *expr, const Found &found);
  Expr *checkNameOfField(NameExpr *expr, FieldDecl *field, RecordDecl *record);
  Expr *enumeratorValue(EnumeratorDecl *enumerator, Range where);
  QualType resolveConstructed(ConstructExpr *expr);
  std::optional<std::pair<Expr *, Expr *>> chosenPlaces(const Expr *expr) const;
  Expr *asPlace(Expr *expr);
  Expr *chooseAddress(ConditionalExpr *expr, Expr *a, Expr *b);
  void unifyClasses(Expr *&a, Expr *&b);
  Expr *checkNameOfVariable(NameExpr *expr, VarDecl *decl);
  Expr *checkParen(ParenExpr *expr);
  Expr *checkConditional(ConditionalExpr *expr);
  Expr *checkSizeOf(SizeOfExpr *expr);
  // (operators.cpp)
  Expr *checkBinarySpine(BinaryExpr *expr);
  Expr *checkBinary(BinaryExpr *expr);
  Expr *checkComma(BinaryExpr *expr);
  Expr *convertToArithmetic(Expr *expr);
  Expr *checkPointerArithmetic(BinaryExpr *expr);
  Expr *checkComparison(BinaryExpr *expr);
  Expr *checkUnary(UnaryExpr *expr);
  Expr *checkAddressOf(UnaryExpr *expr);
  Expr *checkIncrement(UnaryExpr *expr);
  Expr *badOperands(BinaryExpr *expr);
  static bool isArithmeticVector(QualType type);
  static bool worksByLane(BinaryOp op, QualType left, QualType right);
  // (assignment.cpp)
  Expr *checkAssign(AssignExpr *expr);
  Expr *checkCompoundAssign(AssignExpr *expr);
  bool checkModifiable(Expr *expr, const char *what);
  void markAddressTaken(Expr *expr);
  void markModified(Expr *expr);
  // (member.cpp)
  Expr *checkMember(MemberExpr *expr);
  Expr *checkOtherMember(MemberExpr *expr, RecordDecl *record);
  Expr *checkSubscript(SubscriptExpr *expr);
  // (cast.cpp)
  Expr *checkCast(CastExpr *expr);
  Expr *castToReference(CastExpr *expr, QualType target);
  Expr *castDown(Expr *pointer, RecordDecl *derived, QualType target);
  Expr *explicitCast(Expr *operand, QualType target, Range where);
  // (initialiser.cpp)
  Expr *checkInit(Expr *init, QualType target, const char *what);
  Expr *initFromList(InitListExpr *list, QualType target);
  Expr *initAggregate(InitListExpr *source, size_t &next, QualType target, bool isBraced);
  bool orderDesignated(InitListExpr *list, RecordDecl *record);
  Expr *initElement(InitListExpr *source, size_t &next, QualType target);
  Expr *initFromString(StringLiteral *literal, QualType target);

  // --- conversions (conversion.cpp); operands are checked expressions
  Expr *addCast(Expr *expr, CastKind kind, QualType type);
  bool isFixedHere(const VarDecl *variable) const;
  Expr *rvalue(Expr *expr);
  Expr *toBool(Expr *expr);
  static const FieldDecl *bitFieldOf(const Expr *expr);
  Expr *promoteBitField(Expr *expr);
  Expr *promote(Expr *expr);
  Expr *convertArithmetic(Expr *expr, QualType type);         // between arithmetic types
  Expr *convertUnchecked(Expr *expr, QualType type);          // what conversionRank found possible
  Expr *convert(Expr *expr, QualType type, const char *what); // implicit, or a diagnostic
  QualType promoted(QualType type) const;
  QualType commonType(QualType a, QualType b) const;
  static bool mixesSmallFloats(QualType a, QualType b);
  bool isNullConstant(const Expr *expr) const;
  enum Rank { kExact, kExactConst, kQualified, kPromotion, kConversion, kUser, kImpossible };
  QualType decayed(const Expr *expr);
  Rank standardRank(const Expr *expr, QualType from, QualType to);
  Rank rankOf(Expr *expr, QualType to, bool allowUser = true);
  Rank referenceRank(Expr *expr, const ReferenceType *to, bool allowUser);
  // (reference.cpp)
  NameExpr *nameOf(ValueDecl *decl, Range where);
  Expr *useOf(ValueDecl *decl, Range where);
  Expr *derefOf(Expr *pointer, Range where);
  Expr *addressOf(Expr *place);
  Expr *temporary(Expr *value);
  bool hasAddress(const Expr *expr) const;
  bool isExpiring(const Expr *expr) const;
  bool isLValue(const Expr *expr) const { return hasAddress(expr) && !isExpiring(expr); }
  Expr *bind(Expr *init, QualType type, const char *what);
  void setDeclaredType(QualType type, QualType &stored, QualType &declared, bool &isReference);
  bool sameButQualifiers(QualType a, QualType b) const;
  QualType withoutQualifiers(QualType type, bool dropConst, bool dropVolatile);
  Constant constantOf(uint64_t value) const { return {builtin(BuiltinKind::ULong), value, 0}; }
  // (dim3.cpp)
  static bool convertsToDimensions(QualType from, QualType to);
  Expr *convertToDimensions(Expr *expr, QualType to);
  void completeDimensions(InitListExpr *list);
  Expr *defaultDimensions(QualType type, Range where); // null: zeros

  // --- calls (call*.cpp, overload.cpp, printf_format.cpp, library.cpp)
  std::string calleeName(const CallExpr *expr) const;
  Expr *checkCall(CallExpr *expr);
  Expr *checkNamedCall(CallExpr *expr, NameExpr *callee);
  Expr *checkObjectCall(CallExpr *expr, Expr *object);
  Expr *failCall(CallExpr *expr);
  Expr *unknownCallee(CallExpr *expr, const std::string &name);
  bool checkArgs(std::vector<Expr *> &args);
  bool allHost(const Found &found) const;
  void collectBuiltins(const std::string &name, std::vector<Candidate> &candidates, Pick &pick);
  void addCandidates(const Found &found, const std::vector<TemplateArgSyntax> *explicitArgs,
                     const CallArgs &args, Range where, std::vector<Candidate> &candidates);
  const Candidate *rankCandidates(const CallArgs &args, const std::vector<Candidate> &candidates,
                                  bool &ambiguous, bool allowUser);
  const Candidate *chooseBuiltin(CallExpr *expr, const std::vector<Candidate> &candidates, Pick pick);
  void explainNoMatch(Range where, const std::string &name, llvm::ArrayRef<Expr *> args,
                      const std::vector<Candidate> &candidates, bool ambiguous);
  void explainNoCandidate(CallExpr *expr, const Found &found, const std::string &name);
  Expr *callBuiltin(CallExpr *expr, const std::vector<Candidate> &candidates, Pick pick);
  Expr *callUserOrBuiltin(CallExpr *expr, const Found &found, NameExpr *callee, CallArgs &args,
                          const std::vector<Candidate> &builtins, Pick pick);
  Expr *callFound(CallExpr *expr, const Found &found, const std::vector<TemplateArgSyntax> *explicitArgs,
                  CallArgs &args, const std::string &name);
  Expr *defaultArgument(FunctionDecl *function, ParamDecl *param, Range where);
  Expr *finishCall(CallExpr *expr, const Candidate &candidate, CallArgs &args);
  bool checkCallable(FunctionDecl *function, Range where);
  Expr *finishBuiltinCall(CallExpr *expr, const Candidate &candidate);
  Expr *finishFunctionCall(CallExpr *expr, FunctionDecl *function);
  Expr *callFunction(FunctionDecl *function, CallArgs &args, Range where);
  void promoteVariadic(CallExpr *expr, size_t first);
  void checkPrintf(CallExpr *expr);
  void checkPrintfArg(CallExpr *expr, size_t index, std::string_view spec);
  bool loadLibrary(std::string_view file);
  void addLibraryCandidates(const std::string &name, std::vector<Candidate> &candidates, Pick &pick);
  Candidate candidateOf(FunctionDecl *function) const;
  std::string argumentTypes(llvm::ArrayRef<Expr *> args) const;

  // --- function pointers (function_pointer.cpp)
  static const FunctionType *pointedFunction(QualType type);
  const FunctionType *plainType(FunctionDecl *function);
  Found pointable(QualType type);
  static bool isFunctionName(const Expr *expr);
  FunctionDecl *functionOf(QualType type, const FunctionType *wanted, Range where);
  Expr *functionPointer(FunctionDecl *function, Range where);
  Expr *toFunctionPointer(Expr *expr, QualType type);
  Expr *decayFunction(Expr *expr);
  FunctionDecl *dispatcherOf(const FunctionType *type, Range where);
  Expr *callPointer(CallExpr *expr, Expr *pointer);
  Expr *nullObject(FunctionDecl *function, Range where);
  void addTarget(FunctionDecl *dispatcher, FunctionDecl *function, std::vector<Stmt *> &out);
  void fillDispatcher(const FunctionType *type, FunctionDecl *dispatcher);
  void fillDispatchers();
  bool holdsFunctionPointer(QualType type) const;

  // --- destructors (destructor.cpp)
  bool hasDestructor(QualType type);
  FunctionDecl *destructorOf(RecordDecl *record, Range where);
  void callDestructor(FunctionDecl *function, Expr *object, std::vector<Stmt *> &out, Range where);
  void destroyParts(RecordDecl *record, Expr *object, std::vector<Stmt *> &out, Range where);
  void destroy(Expr *place, std::vector<Stmt *> &out, Range where);
  bool isPolymorphic(QualType type);
  void refuseVirtual(QualType type, Range where);

  // --- after all bodies (call_graph.cpp)
  void resolveCalls();
  void fillProgram(Program &program);

  // --- helpers
  template <typename... Args> diag::Diagnostic &report(Id id, Range range, const Args &...args) {
    diag::Diagnostic &diagnostic = engine_.report(id, range, args...);
    if (frame_)
      addInstantiations(diagnostic);
    if (function_.decl)
      blame(function_.decl, id);
    return diagnostic;
  }
  // (verdict.cpp)
  void blame(const FunctionDecl *function, Id id);
  void judgeKernels();
  void judgeDefinitions();
  void reportSilentFailures();
  void addInstantiations(diag::Diagnostic &diagnostic);
  Scope *newScope(Scope *parent, Scope::Kind kind) { return &scopes_.emplace_back(parent, kind); }
  std::string_view internName(std::string_view name) {
    return *internedNames_.insert(std::string(name)).first;
  }
  Expr *fail(Expr *expr) {
    if (function_.decl && !engine_.isTrapped())
      blamed_.try_emplace(function_.decl, std::nullopt);
    expr->type = {};
    return expr;
  }
  static bool failed(const Expr *expr) { return !expr || !expr->type; }
  QualType builtin(BuiltinKind kind) const { return unit_.types.builtin(kind); }
  void suggest(diag::Diagnostic &diagnostic, std::string_view name, Range range, bool typesOnly);
  static bool isSamePlace(const Decl *a, const Decl *b); // of a file that was included twice
  static Range nameRange(const Decl *decl);
  static const Expr *withoutParens(const Expr *expr);
  static bool isConstObject(QualType type);
  static QualType qualified(TypeContext &types, QualType type, bool isConst, bool isVolatile);

  Launches launches_{*this};
};

const std::vector<std::string_view> &libraryNames(); // functions of stdlib/math
bool isLibraryName(std::string_view name);

} // namespace hd::sema
