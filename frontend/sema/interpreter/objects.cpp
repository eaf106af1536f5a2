#include "frontend/sema/interpreter/objects.h"

#include "frontend/sema/interpreter/evaluate.h"

#include <cstring>

namespace hd::sema {

using namespace ast;

namespace {

constexpr uint64_t kPointerBytes = 8;
constexpr uint64_t kObjectBytes = 128; // that an object takes beside its value

// The first pointer that has bytes from `offset` on.
auto firstPointer(auto &object, uint32_t offset) {
  return object.pointers.lower_bound(offset >= kPointerBytes ? uint32_t(offset - kPointerBytes + 1) : 0);
}

void dropPointers(Object &object, uint32_t offset, uint64_t size) {
  if (object.pointers.empty())
    return;
  object.pointers.erase(firstPointer(object, offset), object.pointers.lower_bound(uint32_t(offset + size)));
}

} // namespace

bool Objects::make(Object &object, QualType type, const ValueDecl *decl) {
  uint64_t size = type->size();
  if (size > kMaxObjectsBytes || bytes_ + size + kObjectBytes > kMaxObjectsBytes)
    return false;
  bytes_ += size + kObjectBytes;
  object.type = type;
  object.decl = decl;
  object.access = Object::Access::Full;
  object.serial = ++serial_;
  object.bytes.assign(size, 0);
  object.isSet.assign(size, 0);
  object.pointers.clear();
  return true;
}

Object *Objects::push(QualType type, const ValueDecl *decl) {
  if (count_ == locals_.size())
    locals_.push_back(std::make_unique<Object>());
  Object *object = locals_[count_].get();
  if (!make(*object, type, decl))
    return nullptr;
  ++count_;
  return object;
}

void Objects::popTo(size_t count) {
  while (count_ > count) {
    Object &object = *locals_[--count_];
    bytes_ -= object.bytes.size() + kObjectBytes;
    object.serial = 0; // pointers to it are stale
    constexpr size_t kKept = 256;
    if (object.bytes.capacity() > kKept) // or deep calls would hold more than the limit says
      object.bytes = {}, object.isSet = {};
  }
}

Object *Objects::fixed(const void *key) const {
  auto found = fixed_.find(key);
  return found == fixed_.end() ? nullptr : found->second.get();
}

Object *Objects::addFixed(const void *key, QualType type, const ValueDecl *decl, Object::Access access) {
  auto object = std::make_unique<Object>();
  if (access == Object::Access::None) {
    object->type = type;
    object->decl = decl;
    object->serial = ++serial_;
  } else if (!make(*object, type, decl)) {
    return nullptr;
  }
  object->access = access;
  return (fixed_[key] = std::move(object)).get();
}

Pointer Objects::pointerTo(Object *object) {
  auto *array = llvm::dyn_cast<ArrayType>(object->type.type);
  bool isOpen = array && array->isUnsized; // `extern __shared__ float s[]`
  return {object, object->serial, 0, 0, isOpen ? UINT32_MAX : uint32_t(object->type->size())};
}

bool Objects::hasPointer(const Object &object, uint32_t offset, uint64_t size) {
  auto after = firstPointer(object, offset);
  return after != object.pointers.end() && after->first < offset + size;
}

bool Objects::hasValue(const Object &object, uint64_t offset, uint64_t size) {
  const uint8_t *first = object.isSet.data() + offset;
  return !std::memchr(first, 0, size);
}

Scalar Objects::read(const Object &object, uint32_t offset, QualType type) {
  uint64_t pattern = 0;
  std::memcpy(&pattern, object.bytes.data() + offset, type->size()); // hosts and devices are little endian
  if (!type->isPointer())
    return {constantFrom(type, pattern), {}};
  auto found = object.pointers.find(offset);
  return {{type.unqualified(), pattern, 0}, found == object.pointers.end() ? Pointer{} : found->second};
}

void Objects::write(Object &object, uint32_t offset, QualType type, const Scalar &value) {
  uint64_t size = type->size(), pattern = patternOf(value.constant);
  dropPointers(object, offset, size);
  std::memcpy(object.bytes.data() + offset, &pattern, size);
  std::memset(object.isSet.data() + offset, 1, size);
  if (value.pointer.object)
    object.pointers[offset] = value.pointer;
}

// The bytes of a bit-field.
static std::pair<uint32_t, uint64_t> bytesOf(uint32_t offset, const FieldDecl &field) {
  uint32_t first = field.firstBit / 8, last = (field.firstBit + field.bits - 1) / 8;
  return {offset + first, last - first + 1};
}

bool Objects::hasBits(const Object &object, uint32_t offset, const FieldDecl &field) {
  auto [first, count] = bytesOf(offset, field);
  return hasValue(object, first, count);
}

static uint64_t maskOf(const FieldDecl &field) {
  return field.bits == 64 ? ~uint64_t(0) : (uint64_t(1) << field.bits) - 1;
}

Constant Objects::readBits(const uint8_t *unit, const FieldDecl &field) {
  uint64_t pattern = 0, mask = maskOf(field);
  std::memcpy(&pattern, unit, field.type->size());
  pattern = pattern >> field.firstBit & mask;
  if (field.isSignedBits && (pattern >> (field.bits - 1) & 1))
    pattern |= ~mask;
  return constantFrom(field.type, pattern);
}

void Objects::writeBits(Object &object, uint32_t offset, const FieldDecl &field, const Constant &value) {
  uint64_t pattern = 0, mask = maskOf(field) << field.firstBit;
  std::memcpy(&pattern, object.bytes.data() + offset, field.type->size());
  pattern = (pattern & ~mask) | (patternOf(value) << field.firstBit & mask);
  std::memcpy(object.bytes.data() + offset, &pattern, field.type->size());
  auto [first, count] = bytesOf(offset, field);
  std::memset(object.isSet.data() + first, 1, count);
}

void Objects::zero(Object &object, uint32_t offset, uint64_t size) {
  dropPointers(object, offset, size);
  std::memset(object.bytes.data() + offset, 0, size);
  std::memset(object.isSet.data() + offset, 1, size);
}

void Objects::copy(Object &to, uint32_t toOffset, const Object &from, uint32_t fromOffset, uint64_t size) {
  if (&to == &from && toOffset == fromOffset)
    return;
  std::map<uint32_t, Pointer> moved;
  for (auto at = from.pointers.lower_bound(fromOffset);
       at != from.pointers.end() && at->first + kPointerBytes <= fromOffset + size; ++at)
    moved[at->first - fromOffset + toOffset] = at->second;
  dropPointers(to, toOffset, size);
  std::memmove(to.bytes.data() + toOffset, from.bytes.data() + fromOffset, size);
  std::memmove(to.isSet.data() + toOffset, from.isSet.data() + fromOffset, size);
  to.pointers.merge(moved);
}

} // namespace hd::sema
