// Methods of the host in classes: a class of a .cu file has both kinds.
#pragma once

#include "frontend/syntax/shape.h"

namespace hd::syntax {

// Replaces each method of the class `shape` that is for the host only by its name (HOST_MEMBER), in nested
// classes, too. What is left: data, types, constants, templates, and methods that are `__device__`,
// `constexpr`, defaulted or deleted.
Terminals withoutHostMethods(const Terminals &file, const std::vector<uint32_t> &match, const Shape &shape);

} // namespace hd::syntax
