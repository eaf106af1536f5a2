// Exits as pseudo variables of type i1. A flag has a value only where something reads it ("active");
// raising one that is not active does nothing, because then nothing follows that it could skip.
#include "frontend/irgen/function_gen.h"

namespace hd::irgen {

const void *FunctionGen::newFlag() { return &flags_.emplace_back(); }

void FunctionGen::activate(const void *flag) {
  if (!environment_.get({flag, 0}))
    environment_.set({flag, 0}, boolean(false, op_.getLoc()));
}

llvm::SmallVector<const void *, 3> FunctionGen::flagsOf(Exits exits) const {
  llvm::SmallVector<const void *, 3> flags;
  if (exits.breaks)
    flags.push_back(breakFlag_);
  if (exits.continues)
    flags.push_back(continueFlag_);
  if (exits.returns)
    flags.push_back(returnFlag_);
  return flags;
}

void FunctionGen::activate(Exits exits) {
  for (const void *flag : flagsOf(exits))
    activate(flag);
}

void FunctionGen::raise(const void *flag, Location loc) {
  if (environment_.get({flag, 0}))
    environment_.set({flag, 0}, boolean(true, loc));
}

Value FunctionGen::noneRaised(llvm::ArrayRef<const void *> flags, Location loc) {
  Value any;
  for (const void *flag : flags)
    if (Value raised = environment_.get({flag, 0}))
      any = any ? builder_.create<mlir::arith::OrIOp>(loc, any, raised).getResult() : raised;
  return any ? logicalNot(any, loc) : Value();
}

} // namespace hd::irgen
