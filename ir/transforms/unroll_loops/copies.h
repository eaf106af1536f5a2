// Copies of loops. An scf.while is `before` (computes the condition) and `after` (the body); with n trips it
// runs before, after, before, ..., after, before.
#pragma once

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hd::ir {

// Operations of the loop, without constants.
unsigned countOps(mlir::scf::WhileOp loop);

// Copies a block before the insertion point with its arguments replaced, folding what can be; gives the
// terminator's operands.
llvm::SmallVector<mlir::Value> copyBlock(mlir::OpBuilder &builder, mlir::Block &block,
                                         mlir::ValueRange arguments);
// Of `before`: what goes on to the body or out of the loop.
llvm::SmallVector<mlir::Value> copyBefore(mlir::OpBuilder &builder, mlir::scf::WhileOp loop,
                                          mlir::ValueRange carried);

// while(c) body -> before; body; before; ...; body; before
void unrollFully(mlir::scf::WhileOp loop, unsigned trips);

// while(c) body -> while(c) { body; before; body; ...; body }: the inner conditions are known to hold.
void unrollPartly(mlir::scf::WhileOp loop, unsigned factor);

} // namespace hd::ir
