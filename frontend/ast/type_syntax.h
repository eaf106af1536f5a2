// A type as written. The parser fills it, sema resolves it to a QualType.
#pragma once

#include "frontend/ast/type.h"
#include "frontend/diag/location.h"

namespace hd::ast {

class Expr;
class EnumDecl;
class ParamDecl;
class RecordDecl;
struct TypeSyntax;

// An argument of a template as written: exactly one of `type` and `expr` is set. A name that the parser
// knows as a type or a class template is a type.
struct TemplateArgSyntax {
  TypeSyntax *type = nullptr; // owned by the translation unit
  Expr *expr = nullptr;
  bool isExpansion = false; // `Ts...`
  diag::Range range;
};

// One part of a qualified name: `S<int>` in `N::S<int>::value`.
struct NameSegment {
  std::string name;
  bool hasArgs = false; // `f<>` has an empty list of arguments
  std::vector<TemplateArgSyntax> args;
  diag::Range range;
};

// What stands before the last `::` of a name.
struct Qualifier {
  bool isGlobal = false; // begins with `::`
  std::vector<NameSegment> segments;
  bool empty() const { return !isGlobal && segments.empty(); }
};

// One step of a declarator, in the order in which it applies to the base type:
// `float *a[3]` is {Pointer, Array 3}, `int (*f)(float)` is {Function, Pointer}.
struct DeclaratorChunk {
  enum class Kind : uint8_t { Pointer, Array, Reference, Function };
  Kind kind = Kind::Pointer;
  bool isConst = false, isVolatile = false, isRestrict = false; // Pointer
  bool isRValue = false;                                        // Reference: `&&`
  Expr *size = nullptr;                                         // Array; null when `[]`
  std::vector<ParamDecl *> params;                              // Function
  diag::Range range;
};

struct TypeSyntax {
  enum class Base : uint8_t { Builtin, Named, Record, Enum, Auto, Decltype };
  Base base = Base::Builtin;
  BuiltinKind builtin = BuiltinKind::Int;
  std::string name;     // Named; also `struct X` and `enum X` without a body
  Qualifier qualifier;  // Named: what stands before `name`
  bool hasArgs = false; // Named: `name<args>`
  std::vector<TemplateArgSyntax> args;
  Expr *decltypeOf = nullptr;   // Decltype: `decltype(e)`, null for `decltype(auto)`
  RecordDecl *record = nullptr; // Record with a body, defined in place
  EnumDecl *enumeration = nullptr;
  bool isConst = false, isVolatile = false;
  std::vector<DeclaratorChunk> chunks;
  diag::Range range;
};

} // namespace hd::ast
