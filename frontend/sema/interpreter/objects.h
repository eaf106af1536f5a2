// The memory of an evaluation: objects as bytes, laid out as on the device, and pointers into them.
#pragma once

#include "frontend/sema/constant.h"

#include "llvm/ADT/DenseMap.h"

#include <map>

namespace hd::sema {

struct Object;

// A place in an object; without one a null pointer. It may move from `begin` to `end`, the array that it came
// from or the one object that it points to, and reach what is between them.
struct Pointer {
  Object *object = nullptr;
  uint32_t serial = 0; // the object's when this was made: objects are used again
  uint32_t offset = 0, begin = 0, end = 0;
  const ast::FieldDecl *bitField = nullptr; // set: these bits of the unit at `offset`

  bool reaches(uint64_t size) const { return offset >= begin && offset + size <= end; }
  Pointer part(uint64_t at, uint64_t size) const {
    uint32_t start = uint32_t(offset + at);
    return {object, serial, start, start, uint32_t(start + size)};
  }
};

// A number, or a pointer: if that points into no object, `constant.bits` is the address. Without a type: the
// evaluation has failed.
struct Scalar {
  Constant constant;
  Pointer pointer;
  explicit operator bool() const { return bool(constant.type); }
};

struct Object {
  enum class Access : uint8_t { Full, Read, None }; // None: of the running program, without bytes
  ast::QualType type;
  const ast::ValueDecl *decl = nullptr; // null: a temporary
  Access access = Access::Full;
  uint32_t serial = 0;
  std::vector<uint8_t> bytes;
  std::vector<uint8_t> isSet;           // for each byte
  std::map<uint32_t, Pointer> pointers; // those in `bytes`, where they are zero
};

// Local objects are a stack; fixed ones stay. Nothing here checks whether an access is allowed.
class Objects {
public:
  // An object without a value; null when there is no room.
  Object *push(ast::QualType type, const ast::ValueDecl *decl);
  size_t count() const { return count_; }
  void popTo(size_t count);

  // The fixed object of a variable or a string literal, null before `addFixed`.
  Object *fixed(const void *key) const;
  Object *addFixed(const void *key, ast::QualType type, const ast::ValueDecl *decl, Object::Access access);

  static Pointer pointerTo(Object *object);
  static bool isAlive(const Pointer &pointer) { return pointer.object->serial == pointer.serial; }
  static bool hasPointer(const Object &object, uint32_t offset,
                         uint64_t size); // to an object, or a part of it
  static bool hasValue(const Object &object, uint64_t offset, uint64_t size);
  static Scalar read(const Object &object, uint32_t offset, ast::QualType type);
  static void write(Object &object, uint32_t offset, ast::QualType type, const Scalar &value);
  // Of the unit at `offset` only the bits of a bit-field.
  static bool hasBits(const Object &object, uint32_t offset, const ast::FieldDecl &field);
  static Constant readBits(const uint8_t *unit, const ast::FieldDecl &field);
  static void writeBits(Object &object, uint32_t offset, const ast::FieldDecl &field, const Constant &value);
  static void zero(Object &object, uint32_t offset, uint64_t size);
  static void copy(Object &to, uint32_t toOffset, const Object &from, uint32_t fromOffset, uint64_t size);

private:
  bool make(Object &object, ast::QualType type, const ast::ValueDecl *decl);

  std::vector<std::unique_ptr<Object>> locals_; // the first `count_` are alive
  llvm::DenseMap<const void *, std::unique_ptr<Object>> fixed_;
  size_t count_ = 0;
  uint64_t bytes_ = 0;
  uint32_t serial_ = 0;
};

} // namespace hd::sema
