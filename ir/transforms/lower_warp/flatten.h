// Brings synchronisation under control flow that the whole block takes.
//
// Code is walked with the condition under which a thread would have come there, `active`. What needs no
// synchronisation runs inside `if (active)`, several operations in one branch; values used behind the branch
// are its results (zero for the others, who never use them). Pure operations run for all threads, outside,
// unless they need something of the branch. A synchronisation stands outside and is told who is active.
//   if (c) {A; sync; B} else {C}  ->  if (c) A;  sync(active = c);  if (c) B;  if (!c) C
//   while (c) {A; sync; B}        ->  while (any thread of the block goes on) {if (goes on) A; sync; ...}
// A branch or loop on a uniform condition stays, and only its body is walked.
#pragma once

#include "ir/transforms/lower_warp/exchange.h"
#include "ir/transforms/lower_warp/uniformity.h"

namespace hd::ir {

// Whether there is anything to do: a warp operation, or a barrier where only a part of the block may come.
bool needsFlattening(mlir::func::FuncOp kernel, const Uniformity &uniformity, bool lowerBarrierReduce);

// Fails on control flow with synchronisation that is neither scf.if nor scf.while.
mlir::LogicalResult flatten(mlir::func::FuncOp kernel, const Uniformity &uniformity, ExchangeOptions options);

} // namespace hd::ir
