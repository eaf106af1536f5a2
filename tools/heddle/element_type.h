// The element types of buffers: what `zeros:TYPE:COUNT` may name, and their NumPy and C++ spellings.
#pragma once

#include "runtime/abi/module.h"
#include "runtime/include/heddle/small_floats.h"

#include <optional>
#include <string>
#include <string_view>

namespace hd::cli {

// A scalar, or a vector of 1 to 4 of them (`float3`: three floats, no padding).
struct ElementType {
  abi::Scalar scalar = abi::Scalar::kFloat32;
  uint32_t lanes = 1;

  uint32_t bytes() const;
  friend bool operator==(const ElementType &, const ElementType &) = default;
};

uint32_t scalarBytes(abi::Scalar scalar);
bool isFloat(abi::Scalar scalar);
bool isSigned(abi::Scalar scalar);          // floats are
const char *scalarName(abi::Scalar scalar); // `float`, `uint`, as the kernel language spells it in short
std::string nameOf(ElementType type);       // `float4`

std::optional<ElementType> findElementType(std::string_view name);
std::string elementTypeNames(); // for messages: `bool, char, uchar, ...`

// NumPy's spelling without the byte order: `f4`, `u8`, `b1`.
std::string_view numpyCode(abi::Scalar scalar);
std::optional<abi::Scalar> findNumpyCode(std::string_view code);

} // namespace hd::cli
