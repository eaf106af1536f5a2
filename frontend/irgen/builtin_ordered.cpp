// Atomics with an order of memory (__nv_atomic_*). The operations of the IR are relaxed: an acquire is a
// fence behind one, a release a fence before it, in the scope that the call names.
#include "frontend/irgen/function_gen.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::irgen {

namespace {

// The values of __NV_ATOMIC_* in builtins.def; what is not constant is taken for the strongest.
struct Order {
  explicit Order(Value value) {
    APInt number;
    uint64_t order = matchPattern(value, m_ConstantInt(&number)) ? number.getZExtValue() : kSeqCst;
    acquires = order != kRelaxed && order != kRelease;
    releases = order >= kRelease;
  }
  bool acquires, releases;

private:
  enum : uint64_t { kRelaxed, kConsume, kAcquire, kRelease, kAcqRel, kSeqCst };
};

// The values of __NV_THREAD_SCOPE_*.
ir::Scope scopeOf(Value value) {
  enum : uint64_t { kThread, kBlock, kCluster, kDevice, kSystem };
  APInt number;
  uint64_t scope = matchPattern(value, m_ConstantInt(&number)) ? number.getZExtValue() : kSystem;
  return scope <= kBlock ? ir::Scope::Block : scope <= kDevice ? ir::Scope::Device : ir::Scope::System;
}

} // namespace

// args[0] is the pointer, args[1] the operand.
Value FunctionGen::genOrderedModify(const ast::CallExpr *expr, ir::Scope scope, llvm::ArrayRef<Value> args,
                                    Location loc) {
  using enum ast::BuiltinId;
  bool isSigned = expr->type->isSignedInteger(), isFloat = expr->type->isFloating();
  auto modify = [&](ir::AtomicKind kind, Value value) -> Value {
    return builder_.create<ir::AtomicRmwOp>(loc, kind, scope, args[0], value);
  };
  switch (expr->builtin->id) {
  case OrderedAdd:
    return modify(isFloat ? ir::AtomicKind::FAdd : ir::AtomicKind::Add, args[1]);
  case OrderedSub:
    if (isFloat)
      return modify(ir::AtomicKind::FAdd, builder_.create<arith::NegFOp>(loc, args[1]));
    return modify(ir::AtomicKind::Add, negate(args[1], /*isSigned=*/false, loc));
  case OrderedMin:
    return modify(isSigned ? ir::AtomicKind::SMin : ir::AtomicKind::UMin, args[1]);
  case OrderedMax:
    return modify(isSigned ? ir::AtomicKind::SMax : ir::AtomicKind::UMax, args[1]);
  case OrderedAnd:
    return modify(ir::AtomicKind::And, args[1]);
  case OrderedOr:
    return modify(ir::AtomicKind::Or, args[1]);
  case OrderedXor:
    return modify(ir::AtomicKind::Xor, args[1]);
  case OrderedExchange:
    return modify(ir::AtomicKind::Exch, args[1]);
  case OrderedCompareExchange: { // (pointer, expected, desired, ...): the value that was seen goes to
                                 // *expected
    ast::QualType type = cast<ast::PointerType>(expr->builtin->params[0].type)->pointee;
    Value expected = loadScalar(args[1], type, false, loc);
    Value seen = builder_.create<ir::AtomicCasOp>(loc, scope, args[0], expected, args[2]);
    storeScalar(args[1], seen, false, loc);
    auto bits = [&](Value value) { return type->isFloating() ? bitPattern(value, loc) : value; };
    return builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, bits(seen), bits(expected));
  }
  default:
    llvm_unreachable("no atomic operation with an order");
  }
}

// The order and the scope are the last two arguments; of a compare-exchange the orders of success and failure
// stand before the scope, and that of success is the stronger one. Null for those without a result.
Value FunctionGen::genOrderedBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  ir::Scope scope = scopeOf(args.back());
  Order order(args[args.size() - (expr->builtin->id == OrderedCompareExchange ? 3 : 2)]);
  auto fence = [&](bool isNeeded) {
    if (isNeeded)
      builder_.create<ir::FenceOp>(loc, scope);
  };
  switch (expr->builtin->id) {
  case OrderedFence:
    fence(order.acquires || order.releases);
    return {};
  case OrderedLoad: {
    Value value = loadScalar(args[0], expr->type, /*isVolatile=*/true, loc);
    fence(order.acquires);
    return value;
  }
  case OrderedStore:
    fence(order.releases);
    storeScalar(args[0], args[1], /*isVolatile=*/true, loc);
    return {};
  default:
    fence(order.releases);
    Value result = genOrderedModify(expr, scope, args, loc);
    fence(order.acquires);
    return result;
  }
}

} // namespace hd::irgen
