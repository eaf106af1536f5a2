// Lookups in element_types.def.
#include "tools/heddle/element_type.h"

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
  for (const Entry &entry : kEntries)
    if (entry.scalar == scalar)
      return &entry;
  return nullptr;
}

} // namespace

uint32_t ElementType::bytes() const { return scalarBytes(scalar) * lanes; }

uint32_t scalarBytes(abi::Scalar scalar) {
  const Entry *entry = find(scalar);
  return entry ? entry->bytes : 2; // the two 16-bit floats
}

bool isFloat(abi::Scalar scalar) {
  return scalar == abi::Scalar::kFloat16 || scalar == abi::Scalar::kBFloat16 ||
         scalar == abi::Scalar::kFloat32 || scalar == abi::Scalar::kFloat64;
}

bool isSigned(abi::Scalar scalar) {
  return isFloat(scalar) || scalar == abi::Scalar::kInt8 || scalar == abi::Scalar::kInt16 ||
         scalar == abi::Scalar::kInt32 || scalar == abi::Scalar::kInt64;
}

const char *scalarName(abi::Scalar scalar) {
  if (const Entry *entry = find(scalar))
    return entry->name.data();
  return scalar == abi::Scalar::kFloat16 ? "__half" : "__nv_bfloat16";
}

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
  for (const Entry &entry : kEntries)
    if (entry.name == scalar && (lanes == 1 || entry.scalar != abi::Scalar::kBool))
      return ElementType{entry.scalar, lanes};
  return std::nullopt;
}

std::string elementTypeNames() {
  std::string names;
  for (const Entry &entry : kEntries)
    names.append(entry.name).append(", ");
  return names + "or a vector such as float4";
}

std::string_view numpyCode(abi::Scalar scalar) {
  const Entry *entry = find(scalar);
  if (entry)
    return entry->numpy;
  return scalar == abi::Scalar::kFloat16 ? "f2" : "";
}

std::optional<abi::Scalar> findNumpyCode(std::string_view code) {
  for (const Entry &entry : kEntries)
    if (entry.numpy == code)
      return entry.scalar;
  return std::nullopt;
}

} // namespace hd::cli
