// Types of the kernel language, uniqued by TypeContext: equal types are the same pointer.
#pragma once

#include "llvm/Support/Casting.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace hd::ast {

class EnumDecl;
class RecordDecl;
class Type;

// In C's order of integer rank, then the floats by precision, so that `a < b` compares ranks. The two 16-bit
// floats have no common type.
enum class BuiltinKind : uint8_t {
  Void,
  Bool,
  Char,
  SChar,
  UChar,
  Short,
  UShort,
  Int,
  UInt,
  Long,
  ULong,
  LongLong,
  ULongLong,
  BFloat16,
  Half,
  Float,
  Double,
};

// A type with its qualifiers; small, passed by value.
struct QualType {
  const Type *type = nullptr;
  bool isConst = false;
  bool isVolatile = false;
  bool isRestrict = false;

  explicit operator bool() const { return type != nullptr; }
  const Type *operator->() const { return type; }
  QualType unqualified() const { return {type}; }
  QualType withConst() const { return {type, true, isVolatile, isRestrict}; }
  friend bool operator==(const QualType &, const QualType &) = default;
  std::string str() const; // as clang spells it: `const float *`
};

class Type {
public:
  enum class Kind : uint8_t { Builtin, Pointer, Array, Record, Enum, Function, Reference };
  Kind kind() const { return kind_; }

  // Size and alignment in bytes as CUDA on 64-bit Linux; a complete object type is required.
  uint64_t size() const;
  uint64_t alignment() const;

  bool isVoid() const;
  bool isBool() const;
  bool isInteger() const;       // bool, char and enumerations included
  bool isSignedInteger() const; // `char` is signed
  bool isFloating() const;
  bool isSmallFloat() const; // __half, __nv_bfloat16
  bool isArithmetic() const { return isInteger() || isFloating(); }
  bool isPointer() const { return kind_ == Kind::Pointer; }
  bool isArray() const { return kind_ == Kind::Array; }
  bool isRecord() const { return kind_ == Kind::Record; }
  bool isReference() const { return kind_ == Kind::Reference; }
  bool isScalar() const { return isArithmetic() || isPointer(); }
  unsigned bitWidth() const; // of an arithmetic type: 1 for bool
  // The nearest value of a floating type, ties to even: of a number, and of an integer in one rounding.
  double rounded(double value) const;
  double roundedInteger(uint64_t bits, bool isSigned) const;
  uint64_t bitsOf(double value) const;  // of a floating type: the nearest value as it is in memory,
  double fromBits(uint64_t bits) const; // and back
  std::string str() const;

protected:
  explicit Type(Kind kind) : kind_(kind) {}

private:
  Kind kind_;
};

class BuiltinType : public Type {
public:
  explicit BuiltinType(BuiltinKind builtin) : Type(Kind::Builtin), builtin(builtin) {}
  const BuiltinKind builtin;
  static bool classof(const Type *type) { return type->kind() == Kind::Builtin; }
};

class PointerType : public Type {
public:
  explicit PointerType(QualType pointee) : Type(Kind::Pointer), pointee(pointee) {}
  const QualType pointee;
  static bool classof(const Type *type) { return type->kind() == Kind::Pointer; }
};

// Known to sema only: types of expressions are never references, and of declarations see ValueDecl.
class ReferenceType : public Type {
public:
  ReferenceType(QualType referee, bool isRValue)
      : Type(Kind::Reference), referee(referee), isRValue(isRValue) {}
  const QualType referee;
  const bool isRValue; // `T &&`
  static bool classof(const Type *type) { return type->kind() == Kind::Reference; }
};

class ArrayType : public Type {
public:
  ArrayType(QualType element, uint64_t count, bool isUnsized)
      : Type(Kind::Array), element(element), count(count), isUnsized(isUnsized) {}
  const QualType element;
  const uint64_t count;
  const bool isUnsized; // `extern __shared__ float s[]`
  static bool classof(const Type *type) { return type->kind() == Kind::Array; }
};

class RecordType : public Type {
public:
  explicit RecordType(RecordDecl *decl) : Type(Kind::Record), decl(decl) {}
  RecordDecl *const decl;
  static bool classof(const Type *type) { return type->kind() == Kind::Record; }
};

class EnumType : public Type {
public:
  explicit EnumType(EnumDecl *decl) : Type(Kind::Enum), decl(decl) {}
  EnumDecl *const decl;
  static bool classof(const Type *type) { return type->kind() == Kind::Enum; }
};

class FunctionType : public Type {
public:
  FunctionType(QualType result, std::vector<QualType> params)
      : Type(Kind::Function), result(result), params(std::move(params)) {}
  const QualType result;
  const std::vector<QualType> params;
  mutable std::string paramsText; // as spelt once: types of functions may share parts many times over
  static bool classof(const Type *type) { return type->kind() == Kind::Function; }
};

// Owns and uniques all types of one compilation.
class TypeContext {
public:
  TypeContext();
  QualType builtin(BuiltinKind kind) const { return {&builtins_[size_t(kind)]}; }
  QualType pointerTo(QualType pointee);
  QualType referenceTo(QualType referee, bool isRValue); // collapses: `T & &&` is `T &`
  QualType array(QualType element, uint64_t count);
  QualType unsizedArray(QualType element);
  QualType record(RecordDecl *decl);
  QualType enumeration(EnumDecl *decl);
  QualType function(QualType result, std::vector<QualType> params);

private:
  using Key = std::tuple<const Type *, bool, bool, bool, uint64_t, bool>;
  std::vector<BuiltinType> builtins_;
  std::map<Key, std::unique_ptr<PointerType>> pointers_;
  std::map<Key, std::unique_ptr<ReferenceType>> references_;
  std::map<Key, std::unique_ptr<ArrayType>> arrays_;
  std::map<const void *, std::shared_ptr<const Type>>
      nominal_; // shared: deletes without a virtual destructor
  std::map<std::vector<Key>, std::unique_ptr<FunctionType>> functions_; // the result first
};

} // namespace hd::ast
