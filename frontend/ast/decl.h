// Declarations, and the translation unit that owns every node.
#pragma once

#include "frontend/ast/stmt.h"

namespace hd::ast {

class Decl {
public:
  enum class Kind : uint8_t { Var, Param, Field, Record, Enum, Enumerator, Typedef, Function, StaticAssert };
  virtual ~Decl() = default;
  Kind kind() const { return kind_; }
  std::string name;
  diag::Range range;
  diag::Location nameLocation;

protected:
  explicit Decl(Kind kind) : kind_(kind) {}

private:
  Kind kind_;
};

#define HD_DECL(KIND)                                                                                        \
  static bool classof(const Decl *decl) { return decl->kind() == Kind::KIND; }

class ValueDecl : public Decl {
public:
  TypeSyntax syntax;
  QualType type; // set by sema
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
  bool isModified = false; // assigned to or address taken
  HD_DECL(Param)
};

class FieldDecl : public Decl {
public:
  FieldDecl() : Decl(Kind::Field) {}
  TypeSyntax syntax;
  QualType type;       // set by sema
  uint64_t offset = 0; // bytes, set by sema
  unsigned index = 0;
  Expr *bitWidth = nullptr; // a bit-field is an error at the language's present size
  HD_DECL(Field)
};

class RecordDecl : public Decl {
public:
  RecordDecl() : Decl(Kind::Record) {}
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

class FunctionDecl : public ValueDecl { // `syntax` and `type` are the result's until sema makes it a function
public:
  FunctionDecl() : ValueDecl(Kind::Function) {}
  std::vector<ParamDecl *> params;
  CompoundStmt *body = nullptr; // null for a prototype
  bool isKernel = false;        // __global__
  bool isDevice = false;        // __device__ (kernels too)
  bool isHost = false;          // no device attribute: not compiled
  bool isStatic = false, isInline = false, forceInline = false, noInline = false;
  bool contract = true;                                     // false after `#pragma STDC FP_CONTRACT OFF`
  Expr *maxThreadsExpr = nullptr, *minBlocksExpr = nullptr; // __launch_bounds__
  uint64_t maxThreads = 0;                                  // set by sema, 0 when absent
  QualType result;                                          // set by sema
  FunctionDecl *definition = nullptr;                       // set by sema: the one with the body
  HD_DECL(Function)
};

#undef HD_DECL

// One source file with its includes. Owns all nodes and types.
class TranslationUnit {
public:
  TranslationUnit() = default;
  TranslationUnit(const TranslationUnit &) = delete;

  std::vector<Decl *> decls; // in source order, files of stdlib/math that were pulled in first
  TypeContext types;

  template <typename Node> Node *make() {
    auto owned = std::make_shared<Node>();
    Node *node = owned.get();
    nodes_.push_back(std::move(owned));
    return node;
  }

private:
  std::deque<std::shared_ptr<void>> nodes_;
};

} // namespace hd::ast
