// Loads, stores, copies of aggregates, barriers and fences.
#include "backends/opencl/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::opencl {

std::string Emitter::accessed(Value pointer, bool isVolatile) {
  if (!isVolatile)
    return place(pointer).text;
  return "*(volatile " + pointerType(pointer) + ")" + this->pointer(pointer).at(Level::Unary);
}

// A bool is a byte in memory, a pointer a ulong.
Expr Emitter::buildLoad(ir::LoadOp op) {
  Expr value =
      op.getIsVolatile() ? Expr{accessed(op.getPointer(), true), Level::Unary} : place(op.getPointer());
  Type type = op.getType();
  if (type.isInteger(1))
    return binary(value.text, "!=", "0", Level::Equal);
  if (isa<ir::PointerType>(type))
    return cast(pointerType(op.getResult()), value);
  value.sign = isa<IntegerType>(type) ? Sign::Signed : Sign::None;
  return value;
}

void Emitter::emitStore(ir::StoreOp op) {
  std::string value = isa<ir::PointerType>(op.getValue().getType())
                          ? cast("ulong", pointer(op.getValue())).text
                          : assigned(op.getValue());
  line(accessed(op.getPointer(), op.getIsVolatile()) + " = " + value + ";");
}

void Emitter::emitCopy(ir::CopyOp op) {
  auto array = dyn_cast<ir::ArrayType>(cast<ir::PointerType>(op.getTarget().getType()).getPointee());
  if (!array)
    return line(place(op.getTarget()).text + " = " + place(op.getSource()).text + ";");
  std::string holder = types_.arrayHolder(array); // C does not assign arrays
  auto whole = [&](Value value) {
    return "*(" + qualifier(spaces_.of(value)).str() + " " + holder + " *)" + pointer(value).at(Level::Unary);
  };
  line(whole(op.getTarget()) + " = " + whole(op.getSource()) + ";");
}

bool Emitter::emitSynchronisation(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case([&](ir::BarrierOp) {
        line("barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);");
        return true;
      })
      .Case([&](ir::FenceOp at) {
        bool isBlock = at.getScope() == ir::Scope::Block;
        line(prelude_.use(isBlock ? "hd_fence_block" : "hd_fence_device") + "();");
        return true;
      })
      // What lower-warp leaves: words from lanes of 0 to 31, the bits of the warp, a meeting of it.
      .Case([&](ir::ShuffleOp at) {
        std::string word = exact(at.getValue(), Sign::Unsigned), lane = exact(at.getLane(), Sign::Unsigned);
        define(at, call(prelude_.use("hd_shuffle"), {word, lane}, Sign::Unsigned));
        return true;
      })
      .Case([&](ir::BallotOp at) {
        define(at, call(prelude_.use("hd_ballot"), {get(at.getPredicate()).text}, Sign::Unsigned));
        return true;
      })
      .Case([&](ir::SyncWarpOp) {
        line(prelude_.use("hd_sync_warp") + "();");
        return true;
      })
      .Case([&](ir::ExitThreadOp) {
        line("return;");
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::opencl
