// Which operations --fp fast is about. See allow_relaxed.td.
#include "ir/transforms/allow_relaxed/allow_relaxed.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_ALLOWRELAXED
#include "ir/transforms/allow_relaxed/allow_relaxed.h.inc"

namespace {

using Flags = arith::FastMathFlags;

template <typename Op> void allow(Op op, Flags more) {
  if (arith::bitEnumContainsAll(op.getFastmath(), Flags::contract))
    op.setFastmath(op.getFastmath() | more);
}

struct AllowRelaxedPass : impl::AllowRelaxedBase<AllowRelaxedPass> {
  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (auto sum = dyn_cast<arith::AddFOp>(op))
        allow(sum, Flags::reassoc);
      else if (auto difference = dyn_cast<arith::SubFOp>(op))
        allow(difference, Flags::reassoc);
      else if (auto product = dyn_cast<arith::MulFOp>(op))
        allow(product, Flags::reassoc);
      else if (auto quotient = dyn_cast<arith::DivFOp>(op))
        allow(quotient, Flags::arcp | (quotient.getType().isF32() ? Flags::afn : Flags::none));
    });
  }
};

} // namespace
} // namespace hd::ir
