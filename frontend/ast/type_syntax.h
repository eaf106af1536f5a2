// A type as written. The parser fills it, sema resolves it to a QualType.
#pragma once

#include "frontend/ast/type.h"
#include "frontend/diag/location.h"

namespace hd::ast {

class Expr;
class EnumDecl;
class RecordDecl;
struct ParamSyntax;

// One step of a declarator, in the order in which it applies to the base type:
// `float *a[3]` is {Pointer, Array 3}.
struct DeclaratorChunk {
  enum class Kind : uint8_t { Pointer, Array, Reference };
  Kind kind = Kind::Pointer;
  bool isConst = false, isVolatile = false, isRestrict = false; // Pointer
  Expr *size = nullptr;                                         // Array; null when `[]`
  diag::Range range;
};

struct TypeSyntax {
  enum class Base : uint8_t { Builtin, Named, Record, Enum, Auto };
  Base base = Base::Builtin;
  BuiltinKind builtin = BuiltinKind::Int;
  std::string name;             // Named; also `struct X` and `enum X` without a body
  RecordDecl *record = nullptr; // Record with a body, defined in place
  EnumDecl *enumeration = nullptr;
  bool isConst = false, isVolatile = false;
  std::vector<DeclaratorChunk> chunks;
  diag::Range range;
};

} // namespace hd::ast
