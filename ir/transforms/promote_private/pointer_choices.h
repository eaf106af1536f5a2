// Pointers that depend on a condition: memory is followed through hd.field and its like only, so a choice
// among pointers becomes a choice among accesses.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hd::ir {

// if(c) { ...; yield p } else { ...; yield q } -> if(c) { ... } else { ... }; select(c, p, q)
// for the results of `numbers` whose pointers are addresses of memory that is known outside. Integers and
// conditions that the addresses need become results instead. False if there is none.
bool choosePointers(mlir::scf::IfOp branch, llvm::ArrayRef<unsigned> numbers);

// load(field(select(c, p, q))) -> if(c) { load(field(p)) } else { load(field(q)) }, the same for stores and
// copies. There may be no other uses.
void resolveChoice(mlir::arith::SelectOp choice);

} // namespace hd::ir
