// Lookups in element_types.def.
#include "tools/heddle/element_type.h"

#include <algorithm>
#include <iterator>

namespace hd::cli {
namespace {

struct Entry {
  abi::Scalar scalar;
  std::string_view name, numpy;
  uint32_t bytes;
};

constexpr Entry kEntries[] = {
#define HD_ELEMENT(SCALAR, CPP, NAME, NUMPY) {abi::Scalar::SCALAR, NAME, NUMPY, sizeof(CPP)},
#include "tools/heddle/element_types.def"
#undef HD_ELEMENT
};

const Entry *find(abi::Scalar scalar) {
  return std::find_if(std::begin(kEntries), std::end(kEntries),
                      [&](const Entry &entry) { return entry.scalar == scalar; });
}

} // namespace

uint32_t ElementType::bytes() const { return scalarBytes(scalar) * lanes; }

uint32_t scalarBytes(abi::Scalar scalar) { return find(scalar)->bytes; }

bool isFloat(abi::Scalar scalar) {
  return scalar == abi::Scalar::kFloat16 || scalar == abi::Scalar::kBFloat16 ||
         scalar == abi::Scalar::kFloat32 || scalar == abi::Scalar::kFloat64;
}

bool isSigned(abi::Scalar scalar) {
  return isFloat(scalar) || scalar == abi::Scalar::kInt8 || scalar == abi::Scalar::kInt16 ||
         scalar == abi::Scalar::kInt32 || scalar == abi::Scalar::kInt64;
}

const char *scalarName(abi::Scalar scalar) { return find(scalar)->name.data(); }

std::string nameOf(ElementType type) {
  std::string name = scalarName(type.scalar);
  return type.lanes == 1 ? name : name + char('0' + type.lanes);
}

std::optional<ElementType> findElementType(std::string_view name) {
  uint32_t lanes = 1;
  std::string_view scalar = name;
  if (!name.empty() && name.back() >= '1' && name.back() <= '4') {
    lanes = uint32_t(name.back() - '0');
    scalar.remove_suffix(1);
  }
  if (scalar == "longlong" || scalar == "ulonglong") // CUDA's other names of the 64-bit vectors
    scalar = scalar == "longlong" ? "long" : "ulong";
  if (scalar == "__half" || scalar == "__nv_bfloat16")
    scalar.remove_prefix(2);
  for (const Entry &entry : kEntries)
    if (entry.name == scalar && (lanes == 1 || entry.scalar != abi::Scalar::kBool) &&
        (lanes <= 2 || entry.scalar < abi::Scalar::kFloat16 || entry.scalar > abi::Scalar::kBFloat16))
      return ElementType{entry.scalar, lanes};
  return std::nullopt;
}

std::string elementTypeNames() {
  std::string names;
  for (const Entry &entry : kEntries)
    names.append(entry.name).append(", ");
  return names + "or a vector such as float4";
}

std::string_view numpyCode(abi::Scalar scalar) { return find(scalar)->numpy; }

std::optional<abi::Scalar> findNumpyCode(std::string_view code) {
  for (const Entry &entry : kEntries)
    if (entry.numpy == code)
      return entry.scalar;
  return std::nullopt;
}

} // namespace hd::cli
