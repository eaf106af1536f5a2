#include "backends/cpu/analysis.h"

#include "backends/cpu/grid_stride.h"
#include "ir/transforms/spin_locks/spin_locks.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::cpu {

std::optional<int64_t> constantValue(Value value) {
  IntegerAttr attribute;
  if (!matchPattern(value, m_Constant(&attribute)))
    return std::nullopt;
  return attribute.getValue().getSExtValue();
}

arith::CmpIPredicate mirrored(arith::CmpIPredicate predicate) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::slt:
    return P::sgt;
  case P::sle:
    return P::sge;
  case P::sgt:
    return P::slt;
  case P::sge:
    return P::sle;
  case P::ult:
    return P::ugt;
  case P::ule:
    return P::uge;
  case P::ugt:
    return P::ult;
  case P::uge:
    return P::ule;
  case P::eq:
  case P::ne:
    return predicate;
  }
  llvm_unreachable("all predicates are handled");
}

// By zero the result would be all ones.
static bool isDivisionByConstant(Operation *op) {
  return isa<arith::DivUIOp, arith::RemUIOp>(op) && constantValue(op->getOperand(1)).value_or(0) > 0;
}

// A loop value that starts within a bound and only shrinks: `s >>= 1`, `s /= 2`.
static std::optional<uint64_t> shrinkingBound(BlockArgument argument, unsigned depth) {
  auto loop = dyn_cast<scf::WhileOp>(argument.getOwner()->getParentOp());
  if (!loop)
    return std::nullopt;
  unsigned number = argument.getArgNumber();
  if (argument.getOwner() == loop.getAfterBody())
    return upperBound(loop.getConditionOp().getArgs()[number], depth);
  Operation *step = loop.getYieldOp().getOperand(number).getDefiningOp();
  if (!step || !(isa<arith::ShRUIOp, arith::AndIOp>(step) || isDivisionByConstant(step)))
    return std::nullopt;
  auto from = dyn_cast<BlockArgument>(step->getOperand(0));
  bool isSelf = from == argument || (from && from.getOwner() == loop.getAfterBody() &&
                                     loop.getConditionOp().getArgs()[from.getArgNumber()] == argument);
  return isSelf ? upperBound(loop.getInits()[number], depth) : std::nullopt;
}

std::optional<uint64_t> upperBound(Value value, unsigned depth) {
  if (depth == 0)
    return std::nullopt;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return shrinkingBound(argument, depth - 1);
  if (std::optional<int64_t> constant = constantValue(value))
    return *constant >= 0 ? std::optional<uint64_t>(*constant) : std::nullopt;
  auto both = [&](Operation *op, auto combine) -> std::optional<uint64_t> {
    auto a = upperBound(op->getOperand(0), depth - 1), b = upperBound(op->getOperand(1), depth - 1);
    return a && b ? std::optional<uint64_t>(combine(*a, *b)) : std::nullopt;
  };
  auto fits = [](std::optional<uint64_t> bound) {
    return bound && *bound <= UINT32_MAX ? bound : std::nullopt;
  };
  return llvm::TypeSwitch<Operation *, std::optional<uint64_t>>(value.getDefiningOp())
      .Case<ir::ThreadIdOp>([](auto) { return 1023; })
      .Case<ir::BlockDimOp>([](auto) { return 1024; })
      .Case<ir::BlockIdOp, ir::GridDimOp>([](auto) { return INT32_MAX; })
      .Case<arith::AddIOp>([&](arith::AddIOp op) -> std::optional<uint64_t> {
        if (ir::isGlobalIndex(op))
          return INT32_MAX;
        return fits(both(op, [](uint64_t a, uint64_t b) { return a + b; }));
      })
      .Case<arith::MulIOp>(
          [&](arith::MulIOp op) { return fits(both(op, [](uint64_t a, uint64_t b) { return a * b; })); })
      .Case<arith::ShRUIOp>([&](Operation *op) { return upperBound(op->getOperand(0), depth - 1); })
      .Case<arith::AndIOp>([&](Operation *op) { return upperBound(op->getOperand(1), depth - 1); })
      .Case<arith::DivUIOp, arith::RemUIOp>([&](Operation *op) -> std::optional<uint64_t> {
        return isDivisionByConstant(op)
                   ? upperBound(op->getOperand(isa<arith::DivUIOp>(op) ? 0 : 1), depth - 1)
                   : std::nullopt;
      })
      .Default([](Operation *) { return std::nullopt; });
}

Analysis::Analysis(func::FuncOp kernel, const PrivateMemory &privates, Mapping mapping)
    : privates_(privates), mapping_(mapping) {
  kernel.walk([&](Operation *op) {
    if (isa<ir::BarrierOp, ir::BarrierReduceOp>(op) || op->hasAttr(ir::kTogether))
      for (Operation *at = op; at != kernel; at = at->getParentOp())
        barriers_.insert(at);
  });
  for (BlockArgument argument : kernel.getArguments())
    shapes_[argument] = Shape::uniform(true);
  do {
    changed_ = false;
    visitBlock(kernel.getBody().front());
  } while (changed_);
  for (auto loop : kernel.getBody().front().getOps<scf::WhileOp>())
    if (canInterchange(loop)) {
      interchanged_.insert(loop);
      barriers_.insert(loop);
    }
}

// Small, without barriers, warp operations or inner loops, with a condition on linear values.
bool Analysis::canInterchange(scf::WhileOp loop) const {
  constexpr unsigned kMostCarried = 6, kMostOps = 96;
  if (mapping_ != Mapping::Rows || barriers_.contains(loop) || loop.getInits().size() > kMostCarried ||
      !isCoherent(loop.getConditionOp().getCondition()) || !isGridStride(loop))
    return false;
  unsigned ops = 0;
  WalkResult walked = loop->walk([&](Operation *op) {
    bool isPlain = op == loop || isa<scf::IfOp>(op) || op->getNumRegions() == 0;
    bool inBefore = op->getBlock() == loop.getBeforeBody();
    bool isWarpOp = isa<ir::ShuffleOp, ir::BallotOp, ir::VoteOp, ir::MatchAnyOp, ir::MatchAllOp,
                        ir::WarpReduceOp, ir::ActiveMaskOp, ir::PrivateOp>(op);
    bool isEffectInBefore =
        inBefore && (op->getNumRegions() != 0 || (!isMemoryEffectFree(op) && !isa<scf::ConditionOp>(op)));
    return !isPlain || isWarpOp || isEffectInBefore || ++ops > kMostOps ? WalkResult::interrupt()
                                                                        : WalkResult::advance();
  });
  bool usesPrivate = false; // private objects would have to be kept for each warp
  loop->walk([&](Operation *op) {
    for (Value operand : op->getOperands())
      usesPrivate |= bool(privates_.interleavedRoot(operand)) || operand.getDefiningOp<ir::PrivateOp>();
  });
  return !walked.wasInterrupted() && !usesPrivate;
}

void Analysis::raise(Value value, Shape shape) {
  Shape &known = shapes_[value];
  Shape joined = join(known, shape);
  if (joined == known)
    return;
  known = joined;
  changed_ = true;
}

void Analysis::visitBlock(Block &block) {
  for (Operation &op : block)
    visit(&op);
}

void Analysis::visit(Operation *op) {
  llvm::TypeSwitch<Operation *>(op)
      .Case<scf::IfOp>([&](scf::IfOp at) { visitIf(at); })
      .Case<scf::WhileOp>([&](scf::WhileOp at) { visitWhile(at); })
      .Case<scf::ForOp>([&](scf::ForOp at) { visitFor(at); })
      .Case<scf::ExecuteRegionOp>([&](scf::ExecuteRegionOp at) { // one lane at a time
        visitBlock(at.getRegion().front());
        for (Value result : at.getResults())
          raise(result, Shape::varying());
      })
      .Default([&](Operation *at) {
        if (at->getNumResults() == 0)
          return;
        Shape shape = transfer(at);
        for (Value result : at->getResults())
          raise(result, shape);
        noteWrapping(at);
      });
}

void Analysis::visitIf(scf::IfOp op) {
  Shape condition = shapeOf(op.getCondition());
  visitBlock(*op.thenBlock());
  if (!op.getElseRegion().empty())
    visitBlock(*op.elseBlock());
  if (op.getNumResults() == 0 || !condition.isDefined())
    return;
  for (auto [result, a, b] :
       llvm::zip(op.getResults(), op.thenYield().getOperands(), op.elseYield().getOperands())) {
    Shape merged = join(shapeOf(a), shapeOf(b));
    if (!condition.isUniform() && a != b)
      merged = Shape::varying();
    else if (merged.isUniform() && a != b)
      merged.blockUniform &= condition.blockUniform;
    raise(result, merged);
  }
}

// Lanes that have left a loop with a varying condition hold results of different iterations; within the
// loop all active lanes are in the same one.
void Analysis::visitWhile(scf::WhileOp op) {
  for (auto [argument, init] : llvm::zip(op.getBeforeArguments(), op.getInits()))
    raise(argument, shapeOf(init));
  visitBlock(*op.getBeforeBody());
  Shape condition = shapeOf(op.getConditionOp().getCondition());
  for (auto [argument, result, value] :
       llvm::zip(op.getAfterArguments(), op.getResults(), op.getConditionOp().getArgs())) {
    Shape shape = shapeOf(value);
    raise(argument, shape);
    if (!condition.isDefined())
      continue;
    if (!condition.isUniform())
      shape = Shape::varying();
    else if (shape.isUniform())
      shape.blockUniform &= condition.blockUniform;
    raise(result, shape);
  }
  visitBlock(*op.getAfterBody());
  for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands()))
    raise(argument, shapeOf(value));
  // Warps that run different numbers of iterations do not share even uniform values.
  if (condition.isDefined() && !condition.blockUniform)
    for (BlockArgument argument :
         llvm::concat<BlockArgument>(op.getBeforeArguments(), op.getAfterArguments()))
      if (shapeOf(argument).isUniform())
        raise(argument, Shape::uniform(false));
}

void Analysis::visitFor(scf::ForOp op) {
  bool uniform = true, block = true;
  for (Value bound : {op.getLowerBound(), op.getUpperBound(), op.getStep()}) {
    uniform &= shapeOf(bound).isUniform();
    block &= shapeOf(bound).blockUniform;
  }
  raise(op.getInductionVar(), uniform ? Shape::uniform(block) : Shape::varying());
  for (auto [argument, init] : llvm::zip(op.getRegionIterArgs(), op.getInitArgs()))
    raise(argument, shapeOf(init));
  visitBlock(*op.getBody());
  auto yield = cast<scf::YieldOp>(op.getBody()->getTerminator());
  for (auto [argument, result, value] :
       llvm::zip(op.getRegionIterArgs(), op.getResults(), yield.getOperands())) {
    raise(argument, shapeOf(value));
    raise(result, uniform ? shapeOf(argument) : Shape::varying());
  }
}

// Same in all vectors or lanes when all operands are.
Shape Analysis::pointwise(Operation *op) const {
  bool uniform = true, perPart = true, block = true;
  for (Value operand : op->getOperands()) {
    Shape shape = shapeOf(operand);
    if (!shape.isDefined())
      return {};
    uniform &= shape.isUniform();
    perPart &= shape.isUniformPerPart();
    block &= shape.blockUniform;
  }
  return uniform ? Shape::uniform(block) : perPart ? Shape::linear(0) : Shape::varying();
}

// base * c and base << c stay linear for constant c.
Shape Analysis::transferMul(Operation *op) const {
  Shape plain = pointwise(op);
  if (!plain.isVarying())
    return plain;
  bool isShift = isa<arith::ShLIOp>(op);
  for (unsigned i = 0; i < 2; ++i) {
    Shape shape = shapeOf(op->getOperand(i));
    std::optional<int64_t> factor = constantValue(op->getOperand(1 - i));
    if (!factor || !shape.isLinear() || (isShift && i == 1))
      continue;
    if (isShift && (*factor < 0 || *factor > 32))
      continue;
    int64_t by = isShift ? int64_t(1) << *factor : *factor;
    if (std::abs(by) <= (int64_t(1) << 32))
      return Shape::linear(shape.stride * by);
  }
  return plain;
}

// Whether the lanes of a 32-bit linear value may lie on both sides of the type's edge. A launch has less than
// 2^32 threads along x.
bool Analysis::mayWrap(Value value, bool isSigned) const {
  if (!shapeOf(value).isLinear() || shapeOf(value).stride == 0)
    return false;
  Operation *op = value.getDefiningOp();
  if (!op)
    return true;
  if (isa<ir::ThreadIdOp>(op))
    return false;
  if (auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
      flags && isSigned && flags.hasNoSignedWrap())
    return false;
  if (!isa<arith::AddIOp>(op))
    return true;
  for (unsigned i = 0; i < 2; ++i) {
    Value start = op->getOperand(i);
    auto product = start.getDefiningOp<arith::MulIOp>();
    bool isBlockStart = product &&
                        isa_and_nonnull<ir::BlockIdOp, ir::BlockDimOp>(product.getLhs().getDefiningOp()) &&
                        isa_and_nonnull<ir::BlockIdOp, ir::BlockDimOp>(product.getRhs().getDefiningOp());
    std::optional<int64_t> constant = constantValue(start);
    bool isSmall = constant && *constant >= 0 && *constant < (1 << 20);
    if ((isBlockStart || isSmall) && !mayWrap(op->getOperand(1 - i), isSigned))
      return false;
  }
  return true;
}

// The value goes where only its base can be followed: loops, results of `if`, selections.
static bool isCarried(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    if (isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::ShLIOp>(user))
      return isCarried(user->getResult(0));
    return user->getNumRegions() != 0 || user->hasTrait<OpTrait::IsTerminator>() ||
           isa<arith::SelectOp>(user);
  });
}

// A 32-bit linear value extended to 64 bits: see Emitter::emitExtend for the lanes around a wrap.
Shape Analysis::transferExtend(Operation *op) const {
  Value narrow = op->getOperand(0);
  Shape shape = shapeOf(narrow);
  if (!shape.isLinear() || shape.stride == 0)
    return shape;
  bool stays = narrow.getType().isInteger(32) &&
               (!mayWrap(narrow, isa<arith::ExtSIOp>(op)) || !isCarried(op->getResult(0)));
  return stays ? shape : Shape::varying();
}

void Analysis::noteWrapping(Operation *op) {
  bool wraps = false;
  if (isa<arith::ExtSIOp, arith::ExtUIOp>(op))
    wraps = op->getOperand(0).getType().isInteger(32) && mayWrap(op->getOperand(0), isa<arith::ExtSIOp>(op));
  else if (isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::ShLIOp>(op))
    wraps = llvm::any_of(op->getOperands(), [&](Value operand) { return wrapping_.contains(operand); });
  if (wraps)
    wrapping_.insert(op->getResult(0));
}

Shape Analysis::transferMemory(Operation *op) const {
  Value pointer = op->getOperand(0);
  Shape address = shapeOf(pointer);
  if (privates_.interleavedRoot(pointer) || address.isVarying())
    return Shape::varying();
  if (address.isUniform())
    return Shape::uniform(address.blockUniform);
  return !address.isDefined() ? Shape{} : address.stride == 0 ? Shape::linear(0) : Shape::varying();
}

Shape Analysis::transfer(Operation *op) const {
  auto plus = [&](Shape a, Shape b, int64_t scale) -> Shape {
    if (!a.isDefined() || !b.isDefined())
      return {};
    if (a.isVarying() || b.isVarying())
      return Shape::varying();
    if (a.isUniform() && b.isUniform())
      return Shape::uniform(a.blockUniform && b.blockUniform);
    return Shape::linear(a.stride + b.stride * scale);
  };
  auto operand = [&](unsigned i) { return shapeOf(op->getOperand(i)); };
  return llvm::TypeSwitch<Operation *, Shape>(op)
      .Case<ir::ThreadIdOp>([&](ir::ThreadIdOp id) {
        if (mapping_ == Mapping::Dense)
          return Shape::varying();
        return Shape::linear(id.getDimension() == ir::Dimension::X ? 1 : 0);
      })
      .Case<ir::BlockIdOp, ir::BlockDimOp, ir::GridDimOp, ir::AddressOfOp, ir::DynamicSharedOp,
            arith::ConstantOp>([&](auto) { return Shape::uniform(true); })
      .Case<arith::AddIOp>([&](auto) { return plus(operand(0), operand(1), 1); })
      .Case<arith::SubIOp>([&](auto) { return plus(operand(0), operand(1), -1); })
      .Case<arith::MulIOp, arith::ShLIOp>([&](auto) { return transferMul(op); })
      .Case<arith::ExtSIOp, arith::ExtUIOp>([&](auto) { return transferExtend(op); })
      .Case<arith::TruncIOp>(
          [&](auto) { return op->getResult(0).getType().isInteger(32) ? operand(0) : pointwise(op); })
      .Case<arith::SelectOp>([&](auto) {
        if (!operand(0).isUniform())
          return pointwise(op);
        Shape merged = join(operand(1), operand(2));
        merged.blockUniform &= operand(0).blockUniform;
        return merged;
      })
      .Case<ir::OffsetOp>([&](ir::OffsetOp offset) {
        uint64_t size = ir::sizeOf(cast<ir::PointerType>(offset.getType()).getPointee());
        return plus(operand(0), operand(1), int64_t(size));
      })
      .Case<ir::FieldOp, ir::DecayOp, ir::PointerCastOp>([&](auto) { return operand(0); })
      .Case<ir::PointerToIntOp, ir::IntToPointerOp>([&](auto) { return operand(0); })
      .Case<ir::PrivateOp>([&](ir::PrivateOp object) {
        const PrivateObject &where = privates_.objects().find(op)->second;
        (void)object;
        return where.interleaved ? Shape::uniform(false) : Shape::linear(int64_t(where.size));
      })
      .Case<ir::LoadOp>([&](auto) { return transferMemory(op); })
      .Case<ir::ActiveMaskOp>([&](auto) { return Shape::uniform(false); })
      .Case<ir::BallotOp, ir::VoteOp, ir::WarpReduceOp, ir::MatchAllOp>(
          [&](auto) { return operand(0).isUniform() ? Shape::uniform(false) : Shape::varying(); })
      .Case<ir::BarrierReduceOp>([&](auto) { return Shape::uniform(true); })
      .Case<ir::ShuffleOp>([&](ir::ShuffleOp shuffle) {
        bool broadcast = shuffle.getMode() == ir::ShuffleMode::Idx &&
                         shapeOf(shuffle.getLane()).isUniform() && constantValue(shuffle.getWidth()) == 32;
        return broadcast ? Shape::uniform(false) : Shape::varying();
      })
      .Case<ir::AtomicRmwOp, ir::AtomicCasOp, ir::ClockOp, ir::MatchAnyOp, ir::CheckOp>(
          [&](auto) { return Shape::varying(); })
      .Default([&](Operation *) { return pointwise(op); });
}

bool Analysis::isCoherent(Value condition) const {
  Operation *op = condition.getDefiningOp();
  if (!op)
    return false;
  if (auto compare = dyn_cast<arith::CmpIOp>(op)) {
    Shape a = shapeOf(compare.getLhs()), b = shapeOf(compare.getRhs());
    return !a.isVarying() && !b.isVarying();
  }
  if (isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op))
    return llvm::all_of(op->getOperands(),
                        [&](Value operand) { return shapeOf(operand).isUniform() || isCoherent(operand); });
  return false;
}

} // namespace hd::cpu
