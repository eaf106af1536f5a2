// Type names that every program has: vector types, dim3 and the fixed-width integers. The parser asks for
// the names, sema makes the types.
#pragma once

#include "frontend/ast/type.h"

#include <string_view>
#include <vector>

namespace hd::ast {

struct VectorTypeInfo {
  const char *name; // `float4`
  BuiltinKind element;
  unsigned count;     // 1..4
  unsigned alignment; // bytes
};

struct BuiltinTypedef {
  const char *name;
  BuiltinKind builtin;
};

const std::vector<VectorTypeInfo> &vectorTypes();
const std::vector<BuiltinTypedef> &builtinTypedefs();
const VectorTypeInfo *findVectorType(std::string_view name);

// True for all of the above and `dim3`.
bool isBuiltinTypeName(std::string_view name);

} // namespace hd::ast
