// What semantic analysis knows while it goes on; checker.h has its steps. Private to frontend/sema.
#pragma once

#include "frontend/sema/builtins.h"
#include "frontend/sema/check.h"
#include "frontend/sema/interpreter/evaluate.h"
#include "frontend/sema/scope.h"
#include "frontend/sema/templates.h"

#include "llvm/ADT/MapVector.h"

#include <deque>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace hd::sema {

using namespace ast;
using diag::Id;
using diag::Range;

struct CheckerState {
  CheckerState(TranslationUnit &unit, diag::Engine &engine, const LibraryLoader &loader)
      : unit_(unit), engine_(engine), loader_(loader), builtins_(unit.make<Builtins>()) {}

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
    ConstructExpr *construct = nullptr; // what the call became
  };
  enum class Check : uint8_t { Pending, Running, Done };

  TranslationUnit &unit_;
  diag::Engine &engine_;
  const LibraryLoader &loader_;

  // --- names
  Builtins *builtins_;
  std::deque<Scope> scopes_; // all that were ever opened
  Scope *libraryScope_, *fileScope_, *scope_;
  std::map<std::pair<Scope *, std::string>, Scope *> namespaces_;
  std::unordered_map<const EnumDecl *, Scope *> enumScopes_;
  std::set<std::string> internedNames_;
  unsigned hiddenNames_ = 0;
  unsigned suggestions_ = 0;

  // --- where we are
  bool inLibrary_ = false;
  unsigned depth_ = 0, unevaluated_ = 0;
  FunctionState function_;
  std::unordered_set<const Expr *> failedExprs_;
  std::unordered_set<const Expr *> expiring_; // what `move` and casts to `T &&` made of lvalues

  // --- variables and constants
  std::unordered_map<const VarDecl *, Constant> constants_;
  std::unordered_set<const VarDecl *> foldedObjects_; // whose initialisers are literals, and stay the value
  Evaluation evaluation_;
  Explanation explanation_; // of the last evaluation that was to give a constant
  std::unordered_map<const VarDecl *, Check> hostConstants_;
  std::unordered_map<const VarDecl *, Scope *> memberScopes_;
  std::unordered_map<const VarDecl *, FunctionDecl *> owners_; // of local variables
  size_t defaultCount_ = 0; // values that constructors and default initialisers gave

  // --- classes
  std::unordered_map<const RecordDecl *, Check> records_;
  std::unordered_map<const RecordDecl *, RecordInfo> recordInfos_;
  std::unordered_set<const RecordDecl *> brokenRecords_; // with an error in them
  std::unordered_map<const RecordDecl *, RecordDecl *> forwarded_;
  std::unordered_map<const RecordDecl *, FunctionDecl *> destructors_; // with what they do for the parts
  bool hasDestructors_ = false;
  Scope *friendContext_ = nullptr; // the class that a friend is defined in
  unsigned definingClasses_ = 0;

  // --- templates
  std::vector<std::unique_ptr<Template>> allTemplates_;
  std::unordered_map<const TemplateDecl *, Template *> templates_;
  std::map<std::pair<const TemplateDecl *, const TemplateDecl *>, bool> moreSpecialised_;
  std::unordered_map<const FunctionDecl *, InstanceInfo> instanceInfos_;
  std::unordered_map<const FunctionDecl *, std::map<std::string, std::vector<Decl *>>> paramPacks_;
  std::deque<Frame> frames_;
  const Frame *frame_ = nullptr;
  bool isTooDeep_ = false;
  bool isOverLimit_ = false; // of templates in all, reported: no instance is defined any more
  size_t instanceCount_ = 0;

  // --- functions
  std::unordered_map<const FunctionDecl *, FunctionDecl *> canonical_; // to the first declaration
  std::unordered_map<const FunctionDecl *, Scope *> functionScopes_;   // where a function is declared
  std::unordered_map<const Decl *, RecordDecl *> functionObjects_;
  std::unordered_map<const FunctionDecl *, Body> bodyStates_; // of those that are checked
  std::unordered_set<const FunctionDecl *> usedFunctions_, checkedBodies_;
  std::deque<FunctionDecl *> bodies_; // to be checked
  bool inBodies_ = false;
  std::vector<FunctionDecl *> pointedFunctions_; // a pointer to one is its index here, plus 1
  std::unordered_map<const FunctionDecl *, uint64_t> functionNumbers_;
  llvm::MapVector<const FunctionType *, FunctionDecl *> dispatchers_;
  std::unordered_set<std::string> loadedFiles_;
  std::vector<Decl *> libraryDecls_;

  // --- for after all bodies
  std::vector<FunctionDecl *> definitions_; // in source order, library ones among them
  std::vector<Call> calls_;
  std::vector<std::pair<FunctionDecl *, VarDecl *>> uses_; // of globals
  // Functions with an error in them, with its index in the engine; without one: something else failed.
  std::unordered_map<const FunctionDecl *, std::optional<size_t>> blamed_;
  struct BadKernel { // its signature failed
    FunctionDecl *kernel;
    TemplateDecl *pattern; // that it is an instance of, or null
    size_t error;          // the first one then
  };
  std::vector<BadKernel> badKernels_;
  std::vector<KernelVerdict> verdicts_;
};

} // namespace hd::sema
