// Barriers, fences and operations among the lanes of a warp. The forms without a mask ask for all lanes.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

// Null for those without a result.
Value FunctionGen::genBarrierBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  auto reduce = [&](ir::BarrierKind kind) -> Value {
    return builder_.create<ir::BarrierReduceOp>(loc, kind, isNonZero(args[0], loc));
  };
  auto fence = [&](ir::Scope scope) { return builder_.create<ir::FenceOp>(loc, scope), Value(); };
  switch (expr->builtin->id) {
  case SyncThreads:
    return builder_.create<ir::BarrierOp>(loc), Value();
  case SyncThreadsCount:
    return reduce(ir::BarrierKind::Count);
  case SyncThreadsAnd:
    return reduce(ir::BarrierKind::And);
  case SyncThreadsOr:
    return reduce(ir::BarrierKind::Or);
  case SyncWarp:
    return builder_.create<ir::SyncWarpOp>(loc, args[0]), Value();
  case ThreadFenceBlock:
    return fence(ir::Scope::Block);
  case ThreadFence:
    return fence(ir::Scope::Device);
  case ThreadFenceSystem:
    return fence(ir::Scope::System);
  default:
    llvm_unreachable("no barrier");
  }
}

Value FunctionGen::genWarpBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  Value all = constant(-1, builder_.getI32Type(), loc);
  bool isSigned = expr->type->isSignedInteger();
  auto shuffle = [&](ir::ShuffleMode mode, Value mask, llvm::ArrayRef<Value> rest) -> Value {
    return builder_.create<ir::ShuffleOp>(loc, mode, mask, rest[0], rest[1], rest[2]);
  };
  auto vote = [&](ir::VoteKind kind, Value mask, Value predicate) -> Value {
    Value result = builder_.create<ir::VoteOp>(loc, kind, mask, isNonZero(predicate, loc));
    return builder_.create<arith::ExtUIOp>(loc, builder_.getI32Type(), result);
  };
  auto ballot = [&](Value mask, Value predicate) -> Value {
    return builder_.create<ir::BallotOp>(loc, mask, isNonZero(predicate, loc));
  };
  auto reduce = [&](ir::ReduceKind kind) -> Value {
    return builder_.create<ir::WarpReduceOp>(loc, kind, args[0], args[1]);
  };
  switch (expr->builtin->id) {
  case ShflSync:
    return shuffle(ir::ShuffleMode::Idx, args[0], args.drop_front());
  case ShflUpSync:
    return shuffle(ir::ShuffleMode::Up, args[0], args.drop_front());
  case ShflDownSync:
    return shuffle(ir::ShuffleMode::Down, args[0], args.drop_front());
  case ShflXorSync:
    return shuffle(ir::ShuffleMode::Xor, args[0], args.drop_front());
  case Shfl:
    return shuffle(ir::ShuffleMode::Idx, all, args);
  case ShflUp:
    return shuffle(ir::ShuffleMode::Up, all, args);
  case ShflDown:
    return shuffle(ir::ShuffleMode::Down, all, args);
  case ShflXor:
    return shuffle(ir::ShuffleMode::Xor, all, args);
  case AnySync:
    return vote(ir::VoteKind::Any, args[0], args[1]);
  case AllSync:
    return vote(ir::VoteKind::All, args[0], args[1]);
  case UniSync:
    return vote(ir::VoteKind::Uni, args[0], args[1]);
  case Any:
    return vote(ir::VoteKind::Any, all, args[0]);
  case All:
    return vote(ir::VoteKind::All, all, args[0]);
  case BallotSync:
    return ballot(args[0], args[1]);
  case Ballot:
    return ballot(all, args[0]);
  case MatchAnySync:
    return builder_.create<ir::MatchAnyOp>(loc, builder_.getI32Type(), args[0], args[1]);
  case MatchAllSync: {
    auto match =
        builder_.create<ir::MatchAllOp>(loc, builder_.getI32Type(), builder_.getI1Type(), args[0], args[1]);
    Value same = builder_.create<arith::ExtUIOp>(loc, builder_.getI32Type(), match.getSame());
    storeScalar(args[2], same, false, loc);
    return match.getResult();
  }
  case ReduceAddSync:
    return reduce(ir::ReduceKind::Add);
  case ReduceMinSync:
    return reduce(isSigned ? ir::ReduceKind::SMin : ir::ReduceKind::UMin);
  case ReduceMaxSync:
    return reduce(isSigned ? ir::ReduceKind::SMax : ir::ReduceKind::UMax);
  case ReduceAndSync:
    return reduce(ir::ReduceKind::And);
  case ReduceOrSync:
    return reduce(ir::ReduceKind::Or);
  case ReduceXorSync:
    return reduce(ir::ReduceKind::Xor);
  case ActiveMask:
    return builder_.create<ir::ActiveMaskOp>(loc);
  default:
    llvm_unreachable("no warp operation");
  }
}

} // namespace hd::irgen
