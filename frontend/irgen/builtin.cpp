// Calls of builtins: which file lowers which. Every id is named here, so that a new one cannot be forgotten.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

static Rvalue wrap(Value value) { return value ? Rvalue(value) : Rvalue(); }

Rvalue FunctionGen::genBuiltin(const ast::CallExpr *expr) {
  using enum ast::BuiltinId;
  Location loc = at(expr);
  auto args = [&] {
    Values values;
    for (const ast::Expr *arg : expr->args)
      values.push_back(genScalar(arg));
    return values;
  };
  switch (expr->builtin->id) {
  case SyncThreads:
  case SyncThreadsCount:
  case SyncThreadsAnd:
  case SyncThreadsOr:
  case SyncWarp:
  case ThreadFenceBlock:
  case ThreadFence:
  case ThreadFenceSystem:
    return wrap(genBarrierBuiltin(expr, args(), loc));
  case ShflSync:
  case ShflUpSync:
  case ShflDownSync:
  case ShflXorSync:
  case Shfl:
  case ShflUp:
  case ShflDown:
  case ShflXor:
    return expr->type->isRecord() ? genVectorShuffle(expr) : Rvalue(genWarpBuiltin(expr, args(), loc));
  case AnySync:
  case AllSync:
  case UniSync:
  case BallotSync:
  case Any:
  case All:
  case Ballot:
  case MatchAnySync:
  case MatchAllSync:
  case ReduceAddSync:
  case ReduceMinSync:
  case ReduceMaxSync:
  case ReduceAndSync:
  case ReduceOrSync:
  case ReduceXorSync:
  case ActiveMask:
    return genWarpBuiltin(expr, args(), loc);
  case AtomicAdd:
    return expr->type->isRecord() ? genVectorAtomicAdd(expr) : Rvalue(genAtomicBuiltin(expr, args(), loc));
  case AtomicSub:
  case AtomicMin:
  case AtomicMax:
  case AtomicExch:
  case AtomicCas:
  case AtomicAnd:
  case AtomicOr:
  case AtomicXor:
  case AtomicInc:
  case AtomicDec:
    return expr->type->isRecord() ? genVectorAtomic(expr, loc) : genAtomicBuiltin(expr, args(), loc);
  case OrderedLoad:
  case OrderedStore:
  case OrderedAdd:
  case OrderedSub:
  case OrderedMin:
  case OrderedMax:
  case OrderedAnd:
  case OrderedOr:
  case OrderedXor:
  case OrderedExchange:
  case OrderedCompareExchange:
  case OrderedFence:
    return wrap(genOrderedBuiltin(expr, args(), loc));
  case Dp4a:
  case Dp2aLo:
  case Dp2aHi:
    return genDotBuiltin(expr, loc);
  case Popc:
  case Clz:
  case Ctz:
  case Ffs:
  case Brev:
  case BytePerm:
  case FunnelShiftL:
  case FunnelShiftR:
  case FunnelShiftLc:
  case FunnelShiftRc:
  case Mul24:
  case MulHi:
  case Sad:
  case HAdd:
  case RHAdd:
    return genBitBuiltin(expr, args(), loc);
  case BitCast:
  case HiLoIntToDouble:
  case DoubleToHiInt:
  case DoubleToLoInt:
  case FloatToIntRn:
  case FloatToIntRz:
  case FloatToIntRu:
  case FloatToIntRd:
  case IntToFloatRn:
  case DoubleToFloatRn:
  case DoubleToFloatRz:
  case DoubleToFloatRu:
  case DoubleToFloatRd:
    return genConversionBuiltin(expr, args(), loc);
  case AddRn:
  case SubRn:
  case MulRn:
  case DivRn:
  case FmaRn:
  case SqrtRn:
  case RcpRn:
  case RsqrtRn:
  case Saturate:
  case Fma:
  case Sqrt:
  case Fabs:
  case Floor:
  case Ceil:
  case Trunc:
  case Rint:
  case Nearbyint:
  case Round:
  case Fmin:
  case Fmax:
  case Copysign:
  case Lrint:
  case Llrint:
  case Lround:
  case Llround:
  case IsNan:
  case IsInf:
  case IsFinite:
  case SignBit:
  case Abs:
  case Min:
  case Max:
    return genMathBuiltin(expr, args(), loc);
  case CacheLoad:
  case CacheStore:
    return genCacheAccess(expr, loc);
  case MakeVector: {
    Rvalue vector;
    vector.leaves = args();
    return vector;
  }
  case Printf:
  case Assert:
  case Trap:
  case Clock:
    return wrap(genHostBuiltin(expr, loc));
  case Expect:
  case AssumeAligned:
    return args().front();
  case NoOperation:
  case Assume:
  case Unreachable: // promises, and nothing to do
    args();
    return {};
  }
  llvm_unreachable("all builtins are handled");
}

// Loads and stores with a cache hint: the hint is not used.
Rvalue FunctionGen::genCacheAccess(const ast::CallExpr *expr, Location loc) {
  Value pointer = genScalar(expr->args.front());
  ast::QualType type = cast<ast::PointerType>(expr->args.front()->type.type)->pointee.unqualified();
  Place place{nullptr, 0, pointer, type};
  if (expr->builtin->id == ast::BuiltinId::CacheLoad)
    return load(place, loc);
  store(place, genRvalue(expr->args.back()), loc);
  return {};
}

} // namespace hd::irgen
