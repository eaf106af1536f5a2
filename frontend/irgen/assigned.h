// Which values a loop carries: the variables in SSA that its code assigns, found before code is generated.
#pragma once

#include "frontend/irgen/environment.h"
#include "frontend/irgen/types.h"

#include "llvm/ADT/MapVector.h"

namespace hd::irgen {

// For each slot whether it is ever replaced; a pointer that is only stepped keeps its address space.
using AssignedSlots = llvm::MapVector<Slot, bool>;

void collectAssigned(const ast::Stmt *stmt, Types &types, AssignedSlots &slots);
void collectAssigned(const ast::Expr *expr, Types &types, AssignedSlots &slots);

} // namespace hd::irgen
