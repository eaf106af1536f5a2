#include "frontend/ast/builtin_types.h"

#include <unordered_set>

namespace hd::ast {

const std::vector<VectorTypeInfo> &vectorTypes() {
  static const std::vector<VectorTypeInfo> types = {
#define HD_VECTOR_FAMILY(NAME, ELEMENT, A1, A2, A3, A4)                                                      \
  {#NAME "1", BuiltinKind::ELEMENT, 1, A1}, {#NAME "2", BuiltinKind::ELEMENT, 2, A2},                        \
      {#NAME "3", BuiltinKind::ELEMENT, 3, A3}, {#NAME "4", BuiltinKind::ELEMENT, 4, A4},
#define HD_VECTOR(NAME, ELEMENT, COUNT, ALIGNMENT) {#NAME, BuiltinKind::ELEMENT, COUNT, ALIGNMENT},
#include "frontend/ast/builtin_types.def"
  };
  return types;
}

const std::vector<BuiltinTypedef> &builtinTypedefs() {
  static const std::vector<BuiltinTypedef> typedefs = {
#define HD_BUILTIN_TYPEDEF(NAME, BUILTIN) {#NAME, BuiltinKind::BUILTIN},
#include "frontend/ast/builtin_types.def"
  };
  return typedefs;
}

const VectorTypeInfo *findVectorType(std::string_view name) {
  for (const VectorTypeInfo &info : vectorTypes())
    if (name == info.name)
      return &info;
  return nullptr;
}

bool isBuiltinTypeName(std::string_view name) {
  static const std::unordered_set<std::string_view> names = [] {
    std::unordered_set<std::string_view> all = {"dim3"};
    for (const VectorTypeInfo &info : vectorTypes())
      all.insert(info.name);
    for (const BuiltinTypedef &alias : builtinTypedefs())
      all.insert(alias.name);
    return all;
  }();
  return names.count(name) != 0;
}

} // namespace hd::ast
