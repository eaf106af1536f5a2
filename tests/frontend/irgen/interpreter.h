// Runs one thread of generated IR on the host, integers and pointers only: shows that structured control
// flow does what the source says, before any backend is involved.
#pragma once

#include "ir/hd/dialect.h"
#include "tests/frontend/irgen/irgen_test.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <cstring>
#include <deque>

namespace hd::irgen::test {

class Interpreter {
public:
  explicit Interpreter(mlir::ModuleOp module) : module_(module) {}

  std::vector<int64_t> call(llvm::StringRef name, llvm::ArrayRef<int64_t> args) {
    auto function = module_.lookupSymbol<mlir::func::FuncOp>(name);
    return run(function.getBody().front(), args);
  }

private:
  using Results = std::vector<int64_t>;

  // Runs a block; the operands of its terminator are the result.
  Results run(mlir::Block &block, llvm::ArrayRef<int64_t> args) {
    for (auto [arg, value] : llvm::zip_equal(block.getArguments(), args))
      values_[arg] = value;
    for (mlir::Operation &op : block.without_terminator())
      execute(&op);
    return operands(block.getTerminator());
  }

  Results operands(mlir::Operation *op) {
    Results all;
    for (mlir::Value operand : op->getOperands())
      all.push_back(values_.lookup(operand));
    return all;
  }

  void define(mlir::Operation *op, llvm::ArrayRef<int64_t> results) {
    for (auto [result, value] : llvm::zip_equal(op->getResults(), results))
      values_[result] = wrap(value, result.getType());
  }

  static int64_t wrap(int64_t value, mlir::Type type) {
    if (auto integer = llvm::dyn_cast<mlir::IntegerType>(type))
      return llvm::SignExtend64(uint64_t(value), integer.getWidth());
    return value;
  }

  void execute(mlir::Operation *op) {
    namespace scf = mlir::scf;
    Results in = operands(op);
    if (auto branch = llvm::dyn_cast<scf::IfOp>(op)) {
      mlir::Region &region = in[0] ? branch.getThenRegion() : branch.getElseRegion();
      return define(op, region.empty() ? Results() : run(region.front(), {}));
    }
    if (auto loop = llvm::dyn_cast<scf::WhileOp>(op)) {
      while (true) {
        Results tested = run(loop.getBefore().front(), in);
        bool goesOn = tested.front();
        tested.erase(tested.begin());
        if (!goesOn)
          return define(op, tested);
        in = run(loop.getAfter().front(), tested);
      }
    }
    if (auto call = llvm::dyn_cast<mlir::func::CallOp>(op))
      return define(op, this->call(call.getCallee(), in));
    if (auto constant = llvm::dyn_cast<mlir::arith::ConstantOp>(op))
      return define(op, {llvm::cast<mlir::IntegerAttr>(constant.getValue()).getValue().getSExtValue()});
    if (!executeMemory(op, in))
      define(op, {arithmetic(op, in)});
  }

  bool executeMemory(mlir::Operation *op, const Results &in) {
    auto elementSize = [](mlir::Value pointer) {
      return int64_t(hd::ir::sizeOf(llvm::cast<hd::ir::PointerType>(pointer.getType()).getPointee()));
    };
    if (auto offset = llvm::dyn_cast<hd::ir::OffsetOp>(op))
      define(op, {in[0] + in[1] * elementSize(offset.getBase())});
    else if (auto field = llvm::dyn_cast<hd::ir::FieldOp>(op))
      define(op, {in[0] + int64_t(offsetOf(field))});
    else if (auto load = llvm::dyn_cast<hd::ir::LoadOp>(op))
      define(op, {read(in[0], hd::ir::sizeOf(load.getType()))});
    else if (auto store = llvm::dyn_cast<hd::ir::StoreOp>(op))
      std::memcpy(reinterpret_cast<void *>(in[1]), &in[0], hd::ir::sizeOf(store.getValue().getType()));
    else if (auto copy = llvm::dyn_cast<hd::ir::CopyOp>(op))
      std::memmove(reinterpret_cast<void *>(in[0]), reinterpret_cast<void *>(in[1]),
                   size_t(elementSize(copy.getTarget())));
    else if (llvm::isa<hd::ir::PrivateOp>(op))
      define(op, {reinterpret_cast<int64_t>(memory_.emplace_back(4096, 0).data())});
    else if (llvm::isa<hd::ir::DecayOp, hd::ir::PointerCastOp, hd::ir::PointerToIntOp,
                       hd::ir::IntToPointerOp>(op))
      define(op, in);
    else
      return false;
    return true;
  }

  static int64_t read(int64_t address, size_t size) {
    int64_t value = 0;
    std::memcpy(&value, reinterpret_cast<void *>(address), size);
    return value;
  }

  static uint64_t offsetOf(hd::ir::FieldOp field) {
    auto pointer = llvm::cast<hd::ir::PointerType>(field.getBase().getType());
    return llvm::cast<hd::ir::StructType>(pointer.getPointee()).getFieldOffsets()[field.getField()];
  }

  static int64_t arithmetic(mlir::Operation *op, const Results &in) {
    namespace arith = mlir::arith;
    if (auto compare = llvm::dyn_cast<arith::CmpIOp>(op)) {
      unsigned width = compare.getLhs().getType().getIntOrFloatBitWidth();
      return arith::applyCmpPredicate(compare.getPredicate(), llvm::APInt(width, uint64_t(in[0]), true),
                                      llvm::APInt(width, uint64_t(in[1]), true));
    }
    if (auto extend = llvm::dyn_cast<arith::ExtUIOp>(op)) {
      unsigned width = extend.getIn().getType().getIntOrFloatBitWidth();
      return int64_t(uint64_t(in[0]) & ((uint64_t(1) << width) - 1));
    }
    if (llvm::isa<arith::ExtSIOp, arith::TruncIOp>(op))
      return in[0];
    if (llvm::isa<arith::SelectOp>(op))
      return in[0] ? in[1] : in[2];
    if (llvm::isa<arith::AddIOp>(op))
      return in[0] + in[1];
    if (llvm::isa<arith::SubIOp>(op))
      return in[0] - in[1];
    if (llvm::isa<arith::MulIOp>(op))
      return in[0] * in[1];
    if (llvm::isa<arith::RemSIOp>(op))
      return in[0] % in[1];
    if (llvm::isa<arith::ShRSIOp>(op))
      return in[0] >> in[1];
    if (llvm::isa<arith::AndIOp>(op))
      return in[0] & in[1];
    if (llvm::isa<arith::OrIOp>(op))
      return in[0] | in[1];
    if (llvm::isa<arith::XOrIOp>(op))
      return in[0] ^ in[1];
    ADD_FAILURE() << "unknown operation " << op->getName().getStringRef().str();
    return 0;
  }

  mlir::ModuleOp module_;
  llvm::DenseMap<mlir::Value, int64_t> values_;
  std::deque<std::vector<char>> memory_;
};

} // namespace hd::irgen::test
