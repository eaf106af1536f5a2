// Steensgaard's points-to analysis (POPL 1996), as far as spaces need it: pointers that may be equal are one
// set, and each set has one set of the pointers kept in the memory that it points to. Then a set takes the
// one space that its members name.
#include "backends/opencl/spaces.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/StringMap.h"

#include <optional>
#include <vector>

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
    for (Value value : values_)
      if (auto space = namedSpace(value))
        if (llvm::Error error = name(value, setOf(value), *space))
          return error;
    for (Value value : kernel_.getArguments()) // structs that the host made
      if (isPointer(value) && namedSpace(value) == Space::Private)
        if (llvm::Error error = name(value, contentOf(setOf(value)), Space::Global))
          return error;
    for (Value value : values_)
      spaces[value] = nodes_[setOf(value)].space.value_or(Space::Global);
    return checkStores(spaces);
  }

private:
  struct Node {
    unsigned parent;
    std::optional<unsigned> content;
    std::optional<Space> space;
  };

  void add(Value value) {
    if (!isPointer(value))
      return;
    values_.push_back(value);
    ids_[value] = makeNode();
  }

  unsigned makeNode() {
    nodes_.push_back({unsigned(nodes_.size()), std::nullopt, std::nullopt});
    return unsigned(nodes_.size() - 1);
  }

  unsigned find(unsigned node) {
    while (nodes_[node].parent != node)
      node = nodes_[node].parent = nodes_[nodes_[node].parent].parent;
    return node;
  }

  unsigned setOf(Value value) { return find(ids_.lookup(value)); }

  unsigned contentOf(unsigned set) {
    if (!nodes_[set].content) {
      unsigned fresh = makeNode();
      nodes_[set].content = fresh;
    }
    return find(*nodes_[set].content);
  }

  void joinSets(unsigned a, unsigned b) {
    std::vector<std::pair<unsigned, unsigned>> pending = {{a, b}};
    while (!pending.empty()) {
      auto [first, second] = pending.back();
      pending.pop_back();
      first = find(first), second = find(second);
      if (first == second)
        continue;
      nodes_[second].parent = first;
      if (nodes_[first].content && nodes_[second].content)
        pending.push_back({*nodes_[first].content, *nodes_[second].content});
      else if (nodes_[second].content)
        nodes_[first].content = nodes_[second].content;
    }
  }

  void join(Value a, Value b) {
    if (isPointer(a) && isPointer(b))
      joinSets(setOf(a), setOf(b));
  }

  void joinAll(ValueRange from, ValueRange to) {
    for (auto [a, b] : llvm::zip(from, to))
      join(a, b);
  }

  llvm::Error name(Value value, unsigned set, Space space) {
    std::optional<Space> &named = nodes_[set].space;
    if (named && *named != space)
      return fail(value.getLoc(),
                  "a pointer that may point to " + describe(*named) + " or " + describe(space) + " memory");
    named = space;
    return llvm::Error::success();
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
    } else {
      joinThroughMemory(op);
    }
  }

  // All places of one shared variable are one set, and all of dynamic shared memory.
  void joinThroughMemory(Operation *op) {
    if (auto at = dyn_cast<ir::LoadOp>(op)) {
      if (isPointer(at.getResult()))
        joinSets(contentOf(setOf(at.getPointer())), setOf(at.getResult()));
    } else if (auto at = dyn_cast<ir::StoreOp>(op)) {
      if (isPointer(at.getValue()))
        joinSets(contentOf(setOf(at.getPointer())), setOf(at.getValue()));
    } else if (auto at = dyn_cast<ir::CopyOp>(op)) {
      joinSets(contentOf(setOf(at.getTarget())), contentOf(setOf(at.getSource())));
    } else if (isa<ir::AddressOfOp, ir::DynamicSharedOp>(op)) {
      auto global = dyn_cast<ir::AddressOfOp>(op);
      auto [found, isNew] = objects_.try_emplace(global ? global.getGlobal() : "", op->getResult(0));
      if (!isNew)
        join(found->second, op->getResult(0));
    }
  }

  // Other kernels and the host read global memory, so what is kept there points to global memory.
  llvm::Error checkStores(const llvm::DenseMap<Value, Space> &spaces) {
    for (Value value : values_) {
      if (spaces.lookup(value) != Space::Global || !nodes_[setOf(value)].content)
        continue;
      Space kept = nodes_[contentOf(setOf(value))].space.value_or(Space::Global);
      if (kept != Space::Global)
        return fail(value.getLoc(),
                    "a pointer to " + describe(kept) + " memory that is itself kept in global memory");
    }
    return llvm::Error::success();
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
  llvm::DenseMap<Value, unsigned> ids_;
  std::vector<Node> nodes_;
  llvm::StringMap<Value> objects_; // by the shared variable's name
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
