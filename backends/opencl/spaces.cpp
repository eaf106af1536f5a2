// Union-find over the pointers of a kernel: values that may be equal are joined, then each set takes the one
// space that its members name.
#include "backends/opencl/spaces.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/TypeSwitch.h"

#include <map>
#include <optional>

using namespace mlir;

namespace hd::opencl {

llvm::StringRef qualifier(Space space) {
  switch (space) {
  case Space::Global:
    return "__global";
  case Space::Local:
    return "__local";
  case Space::Private:
    return "__private";
  }
  llvm_unreachable("all spaces are handled");
}

static std::optional<Space> namedSpace(Value value) {
  switch (cast<ir::PointerType>(value.getType()).getSpace()) {
  case ir::AddressSpace::Generic:
    return std::nullopt;
  case ir::AddressSpace::Global:
  case ir::AddressSpace::Constant: // lies in the globals block
    return Space::Global;
  case ir::AddressSpace::Shared:
    return Space::Local;
  case ir::AddressSpace::Private:
  case ir::AddressSpace::Param:
    return Space::Private;
  }
  llvm_unreachable("all spaces are handled");
}

namespace {

bool isPointer(Value value) { return isa<ir::PointerType>(value.getType()); }

class Inference {
public:
  explicit Inference(func::FuncOp kernel) : kernel_(kernel) {}

  void collect() {
    kernel_.walk([&](Block *block) {
      for (Value argument : block->getArguments())
        add(argument);
    });
    kernel_.walk([&](Operation *op) {
      for (Value result : op->getResults())
        add(result);
    });
    kernel_.walk([&](Operation *op) { joinThrough(op); });
  }

  llvm::Error settle(llvm::DenseMap<Value, Space> &spaces) {
    std::map<const void *, Space> named;
    for (Value value : values_) {
      auto space = namedSpace(value);
      if (!space)
        continue;
      const void *set = sets_.getLeaderValue(value.getAsOpaquePointer());
      auto [found, isNew] = named.insert({set, *space});
      if (!isNew && found->second != *space)
        return fail(value.getLoc(), "a pointer that may point to " + describe(found->second) + " or " +
                                        describe(*space) + " memory");
    }
    for (Value value : values_) {
      auto found = named.find(sets_.getLeaderValue(value.getAsOpaquePointer()));
      spaces[value] = found == named.end() ? Space::Global : found->second;
    }
    return checkStores(spaces);
  }

private:
  void add(Value value) {
    if (!isPointer(value))
      return;
    values_.push_back(value);
    sets_.insert(value.getAsOpaquePointer());
  }

  void join(Value a, Value b) {
    if (isPointer(a) && isPointer(b))
      sets_.unionSets(a.getAsOpaquePointer(), b.getAsOpaquePointer());
  }

  void joinAll(ValueRange from, ValueRange to) {
    for (auto [a, b] : llvm::zip(from, to))
      join(a, b);
  }

  // An integer made of an address, as code that aligns a pointer by hand does.
  void joinRounded(Value integer, Value pointer, unsigned depth) {
    Operation *op = integer.getDefiningOp();
    if (!op || depth > 6)
      return;
    if (auto from = dyn_cast<ir::PointerToIntOp>(op))
      return join(from.getSource(), pointer);
    if (isa<arith::AddIOp, arith::SubIOp, arith::AndIOp, arith::OrIOp, arith::SelectOp>(op))
      for (Value operand : op->getOperands())
        joinRounded(operand, pointer, depth + 1);
  }

  void joinThrough(Operation *op) {
    if (auto at = dyn_cast<scf::IfOp>(op)) {
      for (Region *region : {&at.getThenRegion(), &at.getElseRegion()})
        if (!region->empty())
          joinAll(region->front().getTerminator()->getOperands(), at.getResults());
    } else if (auto at = dyn_cast<scf::WhileOp>(op)) {
      joinAll(at.getInits(), at.getBeforeArguments());
      joinAll(at.getConditionOp().getArgs(), at.getAfterArguments());
      joinAll(at.getConditionOp().getArgs(), at.getResults());
      joinAll(at.getYieldOp().getOperands(), at.getBeforeArguments());
    } else if (auto at = dyn_cast<scf::ForOp>(op)) {
      joinAll(at.getInitArgs(), at.getRegionIterArgs());
      joinAll(at.getBody()->getTerminator()->getOperands(), at.getRegionIterArgs());
      joinAll(at.getRegionIterArgs(), at.getResults());
    } else if (auto at = dyn_cast<scf::IndexSwitchOp>(op)) {
      for (Region &region : at->getRegions())
        joinAll(region.front().getTerminator()->getOperands(), at.getResults());
    } else if (isa<ir::OffsetOp, ir::FieldOp, ir::DecayOp, ir::PointerCastOp>(op)) {
      join(op->getOperand(0), op->getResult(0));
    } else if (auto at = dyn_cast<arith::SelectOp>(op)) {
      join(at.getTrueValue(), at.getResult());
      join(at.getFalseValue(), at.getResult());
    } else if (auto at = dyn_cast<ir::IntToPointerOp>(op)) {
      joinRounded(at.getSource(), at.getResult(), 0);
    }
  }

  llvm::Error checkStores(const llvm::DenseMap<Value, Space> &spaces) {
    llvm::Error error = llvm::Error::success();
    kernel_.walk([&](ir::StoreOp store) {
      if (!isPointer(store.getValue()) || spaces.lookup(store.getValue()) == Space::Global)
        return WalkResult::advance();
      llvm::consumeError(std::move(error));
      error = fail(store.getLoc(), "a pointer to " + describe(spaces.lookup(store.getValue())) +
                                       " memory that is itself kept in memory");
      return WalkResult::interrupt();
    });
    return error;
  }

  static std::string describe(Space space) {
    return space == Space::Global ? "global" : space == Space::Local ? "shared" : "a thread's own";
  }

  llvm::Error fail(Location loc, const std::string &what) {
    std::string place;
    if (auto file = loc->findInstanceOf<FileLineColLoc>())
      place = (file.getFilename().getValue() + ":" + std::to_string(file.getLine()) + ": ").str();
    place +=
        "`" + kernel_.getName().str() + "` is unsupported on opencl, which has no generic pointers: " + what;
    return llvm::createStringError(std::errc::not_supported, "%s", place.c_str());
  }

  func::FuncOp kernel_;
  std::vector<Value> values_;
  llvm::EquivalenceClasses<const void *> sets_;
};

} // namespace

llvm::Expected<Spaces> Spaces::infer(func::FuncOp kernel) {
  Inference inference(kernel);
  inference.collect();
  Spaces result;
  if (llvm::Error error = inference.settle(result.spaces_))
    return error;
  return result;
}

Space Spaces::of(Value pointer) const { return spaces_.lookup(pointer); }

} // namespace hd::opencl
