// What sema keeps of templates, their arguments, and classes.
#pragma once

#include "frontend/sema/constant.h"
#include "frontend/sema/scope.h"

#include <map>

namespace hd::sema {

// An argument as resolved.
struct TemplateArg {
  enum class Kind : uint8_t { Type, Value, Template, Function } kind = Kind::Type;
  ast::QualType type;        // Type
  Constant value;            // Value, of the parameter's type
  ast::Decl *decl = nullptr; // Template: a TemplateDecl; Function: a FunctionDecl
};

// The arguments of one parameter: one, or for a pack any number.
struct Binding {
  bool isSet = false;
  std::vector<TemplateArg> items;
};
using Bindings = std::vector<Binding>; // one for each parameter

struct Template {
  ast::TemplateDecl *decl = nullptr;            // of several declarations the one with a body
  Scope *scope = nullptr;                       // where it is declared
  std::vector<ast::TemplateDecl *> partials;    // partial specialisations
  std::vector<ast::TemplateDecl *> outside;     // members that are defined outside of the class template
  std::map<std::string, ast::Decl *> instances; // by `keyOf`; explicit specialisations among them
};

// An instantiation under way, for the notes of a diagnostic.
struct Frame {
  std::string what;
  diag::Range where;
  const Frame *parent = nullptr;
  unsigned depth = 1;
};

// The instance of a function template that a FunctionDecl is.
struct InstanceInfo {
  Template *origin = nullptr;
  Bindings bindings;
  const Frame *frame = nullptr;
};

struct BaseClass {
  ast::RecordDecl *record = nullptr;
  ast::FieldDecl *field = nullptr; // null when the base has no data
};

struct RecordInfo {
  Scope *scope = nullptr;   // its members
  Scope *context = nullptr; // where it is declared
  std::vector<BaseClass> bases;
  std::vector<ast::Decl *> constructors; // FunctionDecls and TemplateDecls, those of the user
  bool isDefaultDefaulted = false;       // `S() = default;` beside them
  // Those that an object is made with from so many arguments; none: its members are made one by one.
  llvm::ArrayRef<ast::Decl *> constructorsFor(size_t arguments) const {
    return arguments || !isDefaultDefaulted ? llvm::ArrayRef(constructors) : llvm::ArrayRef<ast::Decl *>();
  }
  std::vector<ast::FunctionDecl *> inherited; // constructors that call the base's
  ast::FunctionDecl *destructor = nullptr;
  bool hasMethods = false;
  bool hasVirtual = false; // functions, its own
  bool needsInit = false;  // a default initialiser, or a part that has a constructor
  bool isInitKnown = false;
  // An instance of a class template that waits until its definition is needed.
  Template *origin = nullptr;
  Bindings args;
  ast::TemplateDecl *pattern = nullptr; // the primary template or a partial specialisation
  Bindings patternArgs;                 // the arguments of `pattern`'s own parameters
  const Frame *frame = nullptr;
  bool isExplicit = false; // an explicit specialisation: its methods are no instances
};

} // namespace hd::sema
