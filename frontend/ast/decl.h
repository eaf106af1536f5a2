// Declarations, and the translation unit that owns every node.
#pragma once

#include "frontend/ast/stmt.h"

#include "llvm/Support/Allocator.h"

#include <deque>

namespace hd::ast {

class Decl {
public:
  enum class Kind : uint8_t {
    Var,
    Param,
    Field,
    Record,
    Enum,
    Enumerator,
    Typedef,
    Function,
    StaticAssert,
    Namespace,
    NamespaceAlias,
    UsingDirective,
    Using,
    Template,
    TemplateParam,
    Instantiation,
  };
  Kind kind() const { return kind_; }
  std::string name;
  diag::Range range;
  diag::Location nameLocation;

protected:
  explicit Decl(Kind kind) : kind_(kind) {}
  ~Decl() = default;

private:
  Kind kind_;
};

#define HD_DECL(KIND)                                                                                        \
  static bool classof(const Decl *decl) { return decl->kind() == Kind::KIND; }

class ValueDecl : public Decl {
public:
  TypeSyntax syntax;
  QualType type; // set by sema
  // Set by sema: declared as a reference. `type` is then a pointer, and sema has made each use of the name a
  // `*name` and the initialiser an `&place`, so that later phases know nothing of references.
  bool isReference = false;
  QualType declared; // set by sema: the type as declared, references included
  static bool classof(const Decl *decl) {
    return decl->kind() == Kind::Var || decl->kind() == Kind::Param || decl->kind() == Kind::Function;
  }

protected:
  using Decl::Decl;
};

// Where a variable lives. A file-scope `const` of arithmetic type with a constant initialiser is usable as
// a constant whatever its memory.
enum class Memory : uint8_t { Private, Shared, DynamicShared, Device, Constant };

class VarDecl : public ValueDecl {
public:
  VarDecl() : ValueDecl(Kind::Var) {}
  Memory memory = Memory::Private;
  bool isExtern = false, isStatic = false, isConstexpr = false;
  bool isFileScope = false;
  bool isBuiltin = false; // threadIdx and its like: see builtinVariableOf in sema/builtins.h
  bool isMember = false;  // a static member of a record: declared in it, or defined outside by `qualifier`
  Qualifier qualifier;    // `int S::count = 0;`
  std::vector<NameSegment> bindings; // `auto [a, b] = e;`: the names; then `name` is empty
  bool hasArgs = false;              // a specialisation of a variable template: `value<int>`
  std::vector<TemplateArgSyntax> args;
  unsigned alignment = 0; // from __align__(n) or alignas, else 0
  Expr *alignmentExpr = nullptr;
  Expr *init = nullptr;
  bool addressTaken =
      false; // set by sema: its address may escape, or it is an array or has one in it that
             // is indexed; otherwise irgen keeps it in SSA values (records: one for each leaf)
  HD_DECL(Var)
};

class ParamDecl : public ValueDecl {
public:
  ParamDecl() : ValueDecl(Kind::Param) {}
  bool addressTaken = false;
  bool isModified = false;    // assigned to or address taken
  Expr *defaultArg = nullptr; // unchecked; each call that needs it checks a clone
  bool isPack = false;        // `Ts... values`
  HD_DECL(Param)
};

class FieldDecl : public Decl {
public:
  FieldDecl() : Decl(Kind::Field) {}
  TypeSyntax syntax;
  QualType type;            // set by sema
  bool isReference = false; // as in ValueDecl
  QualType declared;
  uint64_t offset = 0; // bytes, set by sema; of a bit-field: of the unit of its type that it lies in
  unsigned index = 0;
  Expr *alignmentExpr = nullptr; // of alignas or __align__(n)
  Expr *bitWidth = nullptr;
  // Of a bit-field, set by sema: its width (else 0), where it begins in the unit, whether it extends a sign.
  unsigned bits = 0, firstBit = 0;
  bool isSignedBits = false;
  Expr *init = nullptr; // default member initialiser, unchecked
  bool isMutable = false;
  bool isBase = false; // made by sema: the subobject of a base class, without a name
  HD_DECL(Field)
};

struct BaseSpecifier {
  TypeSyntax syntax;
  bool isVirtual = false;
  bool isExpansion = false; // `Bases...`
  diag::Range range;
};

class RecordDecl : public Decl {
public:
  RecordDecl() : Decl(Kind::Record) {}
  bool hasBody = false;
  Qualifier qualifier;  // `struct S<T>::Inner { ... }`
  bool hasArgs = false; // a specialisation, `struct S<int> { ... }`, the pattern of a TemplateDecl
  std::vector<TemplateArgSyntax> args;
  std::vector<BaseSpecifier> bases;
  // Everything in the body in source order: fields, methods, nested types, static variables, aliases,
  // templates, using declarations, static assertions, friend functions. `fields` has the fields again.
  std::vector<Decl *> members;
  bool isUnion = false;
  bool isBuiltin = false; // float4 and its like, dim3
  bool isComplete = false;
  std::vector<FieldDecl *> fields;
  std::vector<Decl *> nestedTypes;
  Expr *alignmentExpr = nullptr;
  uint64_t size = 0, alignment = 1; // set by sema
  HD_DECL(Record)
};

class EnumeratorDecl : public Decl {
public:
  EnumeratorDecl() : Decl(Kind::Enumerator) {}
  Expr *init = nullptr;
  uint64_t value = 0; // set by sema
  EnumDecl *parent = nullptr;
  HD_DECL(Enumerator)
};

class EnumDecl : public Decl {
public:
  EnumDecl() : Decl(Kind::Enum) {}
  std::vector<EnumeratorDecl *> enumerators;
  bool isScoped = false; // `enum class`
  std::optional<TypeSyntax> underlyingSyntax;
  QualType underlying; // set by sema
  HD_DECL(Enum)
};

class TypedefDecl : public Decl { // `typedef` and `using A = B`
public:
  TypedefDecl() : Decl(Kind::Typedef) {}
  TypeSyntax syntax;
  QualType type;
  HD_DECL(Typedef)
};

class StaticAssertDecl : public Decl {
public:
  StaticAssertDecl() : Decl(Kind::StaticAssert) {}
  Expr *condition = nullptr;
  std::string message;
  HD_DECL(StaticAssert)
};

// `name(args)`, `name{args}` between a constructor's `:` and its body; a field, a base or the class itself.
struct MemberInit {
  TypeSyntax name; // Named; a field is a plain name
  std::vector<Expr *> args;
  bool isBraced = false;
  bool isExpansion = false;
  diag::Range range;
};

class FunctionDecl : public ValueDecl { // `syntax` and `type` are the result's until sema makes it a function
public:
  FunctionDecl() : ValueDecl(Kind::Function) {}
  // Constructor: the name is the class's; Destructor: `~S`; Conversion: `operator`, the type is the
  // result's; Operator: `operator+`, `operator()`, `operator[]` ...
  enum class Form : uint8_t { Plain, Constructor, Destructor, Conversion, Operator } form = Form::Plain;
  Qualifier qualifier;  // of a member that is defined outside of its class, or of a namespace
  bool hasArgs = false; // an explicit specialisation or instantiation: `f<int>`
  std::vector<TemplateArgSyntax> args;
  std::vector<MemberInit> memberInits; // Constructor
  bool isMember = false;               // written inside a class, and no friend
  bool isFriend = false;               // a friend that is declared or defined inside a class
  bool isStaticMember = false, isConstMember = false, isVirtual = false, isExplicit = false;
  bool isConstexpr = false, isDefaulted = false, isDeleted = false;
  bool hasTrailingResult = false; // `-> T`, which sees the parameters
  RecordDecl *parent = nullptr;   // set by sema: the class that it is a member of
  ParamDecl *thisParam = nullptr; // set by sema: also the first of `params`
  std::vector<ParamDecl *> params;
  CompoundStmt *body = nullptr; // null for a prototype
  bool isKernel = false;        // __global__
  bool isDevice = false;        // __device__ (kernels too)
  bool isHost = false;          // no device attribute: not compiled
  // Of a host function that launches kernel templates: a function (or a template of one) whose body has
  // these launches as calls, and the declarations that they depend on (frontend/syntax/launcher.h). A
  // member of a class has no name here.
  Decl *launcher = nullptr;
  bool isStatic = false, isInline = false, forceInline = false, noInline = false;
  bool contract = true;                                     // false after `#pragma STDC FP_CONTRACT OFF`
  Expr *maxThreadsExpr = nullptr, *minBlocksExpr = nullptr; // __launch_bounds__
  uint64_t maxThreads = 0;                                  // set by sema, 0 when absent
  QualType result;                    // set by sema; a pointer when it returns a reference
  bool returnsReference = false;      // set by sema
  QualType declaredResult;            // set by sema: references included
  FunctionDecl *definition = nullptr; // set by sema: the one with the body
  HD_DECL(Function)
};

class NamespaceDecl : public Decl { // an anonymous one has no name
public:
  NamespaceDecl() : Decl(Kind::Namespace) {}
  bool isInline = false;
  std::vector<Decl *> decls;
  HD_DECL(Namespace)
};

class NamespaceAliasDecl : public Decl { // `namespace name = target;`
public:
  NamespaceAliasDecl() : Decl(Kind::NamespaceAlias) {}
  Qualifier target;
  HD_DECL(NamespaceAlias)
};

class UsingDirectiveDecl : public Decl { // `using namespace target;`
public:
  UsingDirectiveDecl() : Decl(Kind::UsingDirective) {}
  Qualifier target;
  HD_DECL(UsingDirective)
};

class UsingDecl : public Decl { // `using target::name;`, of a namespace or a base class
public:
  UsingDecl() : Decl(Kind::Using) {}
  Qualifier target;
  HD_DECL(Using)
};

class TemplateParamDecl : public Decl {
public:
  TemplateParamDecl() : Decl(Kind::TemplateParam) {}
  enum class Form : uint8_t { Type, Value, Template } form = Form::Type;
  TypeSyntax syntax; // Value
  bool isPack = false;
  std::optional<TemplateArgSyntax> defaultArg;
  HD_DECL(TemplateParam)
};

// `template <params> pattern`: a function, record, variable, alias, or a template again (a member template
// defined outside of its class template). No parameters: an explicit specialisation. The pattern stays
// unchecked; sema checks clones of it. Its name is the pattern's.
class TemplateDecl : public Decl {
public:
  TemplateDecl() : Decl(Kind::Template) {}
  std::vector<TemplateParamDecl *> params;
  Decl *pattern = nullptr;
  std::vector<FunctionDecl *> kernels; // set by sema: instances of a kernel
  HD_DECL(Template)
};

// `template __global__ void f<int>(int *);`, `template struct S<int>;`: what is to be instantiated, a
// FunctionDecl without a body or a RecordDecl.
class InstantiationDecl : public Decl {
public:
  InstantiationDecl() : Decl(Kind::Instantiation) {}
  Decl *pattern = nullptr;
  HD_DECL(Instantiation)
};

#undef HD_DECL

// A kernel template that the user asks for, as seen from the file's scope: `name<args>`.
struct KernelRequest {
  NameExpr *kernel = nullptr;
  size_t index = 0;            // among those that were asked for
  bool mayBeElsewhere = false; // another file may have the template
  bool isKnown = false;        // set by sema: this one has it
};

// One source file with its includes. Owns all nodes and types.
class TranslationUnit {
public:
  TranslationUnit() = default;
  TranslationUnit(const TranslationUnit &) = delete;
  ~TranslationUnit() {
    for (Owned &owned : owned_)
      owned.destroy(owned.node);
  }

  std::vector<Decl *> decls; // in source order, files of stdlib/math that were pulled in first
  std::vector<KernelRequest> requests;
  TypeContext types;

  // A large file has millions of nodes, so they lie side by side and not each in memory of its own.
  template <typename Node> Node *make() {
    auto *node = new (memory_.Allocate<Node>()) Node();
    if constexpr (!std::is_trivially_destructible_v<Node>)
      owned_.push_back({node, [](void *made) { static_cast<Node *>(made)->~Node(); }});
    return node;
  }

private:
  struct Owned {
    void *node;
    void (*destroy)(void *);
  };

  llvm::BumpPtrAllocatorImpl<llvm::MallocAllocator, 1 << 16> memory_;
  std::deque<Owned> owned_; // nodes with something to free
};

} // namespace hd::ast
