// What a kernel needs of a device, read off its operations after the passes for devices.
#include "backends/device_features.h"

#include "backends/layout.h"
#include "ir/hd/dialect.h"
#include "runtime/abi/features.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

#include <set>

using namespace mlir;

namespace hd::backends {
namespace {

namespace features = abi::features;

class Detector {
public:
  std::vector<std::string> run(func::FuncOp kernel) {
    for (unsigned i = 0; i < kernel.getNumArguments(); ++i)
      if (!isa<ir::PointerType>(parameterType(kernel, i)))
        inMemory(parameterType(kernel, i));
    kernel.walk([&](Operation *op) { look(op); });
    return {found_.begin(), found_.end()};
  }

private:
  void need(std::string_view feature) { found_.emplace(feature); }

  void inMemory(Type type) {
    TypeSwitch<Type>(type)
        .Case([&](ir::ArrayType array) { inMemory(array.getElement()); })
        .Case([&](ir::StructType record) {
          for (Type field : record.getFieldTypes())
            inMemory(field);
        })
        .Case([&](ir::PointerType) { need(features::kPointers); })
        .Case<IntegerType, FloatType>([&](Type scalar) {
          unsigned bits = scalar.getIntOrFloatBitWidth();
          if (bits <= 8)
            need(features::kInt8);
          else if (bits == 16)
            need(features::kInt16);
          inRegister(scalar);
        });
  }

  void inRegister(Type type) {
    if (type.isF64())
      need(features::kFloat64);
    if (type.isInteger(64))
      need(features::kInt64);
  }

  // Indices are i64 in the IR whatever the source had; a device without 64-bit integers has its own way of
  // adding an offset to an address.
  static bool isIndexArithmetic(Operation *op) {
    if (!isa<arith::ConstantOp, arith::ExtSIOp, arith::ExtUIOp>(op))
      return false;
    return llvm::all_of(op->getUsers(), [](Operation *user) { return isa<ir::OffsetOp>(user); });
  }

  // Moving and converting f16 needs no more than 16-bit integers.
  static bool isHalfArithmetic(Operation *op) {
    if (!ir::isArithmetic(op) ||
        isa<arith::ConstantOp, arith::SelectOp, arith::BitcastOp, arith::ExtFOp, arith::TruncFOp>(op))
      return false;
    auto isHalf = [](Type type) { return type.isF16(); };
    return llvm::any_of(op->getOperandTypes(), isHalf) || llvm::any_of(op->getResultTypes(), isHalf);
  }

  // Whether the driver lets it run only where the device has what it needs.
  static bool isChosen(Operation *op) {
    for (; !isa<func::FuncOp>(op->getParentOp()); op = op->getParentOp())
      if (auto branch = dyn_cast<scf::IfOp>(op->getParentOp());
          branch && branch.getCondition().getDefiningOp<ir::DeviceHasOp>() &&
          op->getBlock() == branch.thenBlock())
        return true;
    return false;
  }

  void look(Operation *op) {
    if (isa<ir::OffsetOp>(op) || isIndexArithmetic(op))
      return;
    for (Type type : op->getOperandTypes())
      inRegister(type);
    for (Type type : op->getResultTypes())
      inRegister(type);
    if (isHalfArithmetic(op))
      need(features::kFloat16);
    TypeSwitch<Operation *>(op)
        .Case([&](ir::LoadOp at) { inMemory(at.getType()); })
        .Case([&](ir::StoreOp at) { inMemory(at.getValue().getType()); })
        .Case([&](ir::CopyOp at) { inMemory(cast<ir::PointerType>(at.getTarget().getType()).getPointee()); })
        .Case([&](ir::IntToPointerOp at) {
          if (!at->use_empty())
            need(features::kPointers);
        })
        .Case<ir::AtomicRmwOp, ir::AtomicCasOp>([&](Operation *at) {
          if (at->getResult(0).getType().getIntOrFloatBitWidth() == 64)
            need(features::kInt64Atomics);
        })
        .Case<ir::ShuffleOp, ir::VoteOp, ir::BallotOp, ir::ActiveMaskOp, ir::MatchAnyOp, ir::MatchAllOp,
              ir::WarpReduceOp>([&](Operation *at) {
          if (!isChosen(at))
            need(features::kSubgroup32);
        });
  }

  std::set<std::string> found_;
};

} // namespace

std::vector<std::string> featuresOf(func::FuncOp kernel) { return Detector().run(kernel); }

} // namespace hd::backends
