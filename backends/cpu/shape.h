// How a value differs between the lanes of a warp.
//
// Uniform: all active lanes have the same value, kept in a scalar.
// Linear:  within each vector of W lanes, lane i has base + i * stride; the base, one scalar for each vector.
//          Stride 0 is "the same in each vector". For pointers the stride is in bytes.
// Varying: anything else, one vector of W lanes for each part of the warp.
#pragma once

#include <cstdint>

namespace hd::cpu {

struct Shape {
  enum class Kind : uint8_t { Undefined, Uniform, Linear, Varying };
  Kind kind = Kind::Undefined;
  bool blockUniform = false; // Uniform, and the same for all warps of the block
  int64_t stride = 0;        // Linear

  static Shape uniform(bool blockUniform) { return {Kind::Uniform, blockUniform, 0}; }
  static Shape linear(int64_t stride) { return {Kind::Linear, false, stride}; }
  static Shape varying() { return {Kind::Varying, false, 0}; }

  bool isUniform() const { return kind == Kind::Uniform; }
  bool isLinear() const { return kind == Kind::Linear; }
  bool isVarying() const { return kind == Kind::Varying; }
  bool isDefined() const { return kind != Kind::Undefined; }
  // One scalar for each vector is enough, whatever the operation.
  bool isUniformPerPart() const { return isUniform() || (isLinear() && stride == 0); }
  friend bool operator==(const Shape &, const Shape &) = default;
};

// What a value is that is `a` on one way and `b` on another, all lanes taking the same way.
inline Shape join(Shape a, Shape b) {
  if (!a.isDefined() || a == b)
    return b.isDefined() ? b : a;
  if (!b.isDefined())
    return a;
  if (a.isUniform() && b.isUniform())
    return Shape::uniform(a.blockUniform && b.blockUniform);
  if (!a.isVarying() && !b.isVarying() && a.stride == b.stride)
    return Shape::linear(a.stride);
  return Shape::varying();
}

} // namespace hd::cpu
