// Atomic read-modify-write. The scope is the suffix of the name: none is the device.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

static ir::Scope scopeOf(llvm::StringRef name) {
  if (name.ends_with("_block"))
    return ir::Scope::Block;
  return name.ends_with("_system") ? ir::Scope::System : ir::Scope::Device;
}

Value FunctionGen::genAtomicBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  ir::Scope scope = scopeOf(expr->builtin->name);
  bool isSigned = expr->type->isSignedInteger();
  auto modify = [&](ir::AtomicKind kind, Value value) -> Value {
    return builder_.create<ir::AtomicRmwOp>(loc, kind, scope, args[0], value);
  };
  switch (expr->builtin->id) {
  case AtomicAdd:
    return modify(isa<FloatType>(args[1].getType()) ? ir::AtomicKind::FAdd : ir::AtomicKind::Add, args[1]);
  case AtomicSub: // a - b = a + (-b)
    return modify(ir::AtomicKind::Add, negate(args[1], /*isSigned=*/false, loc));
  case AtomicMin:
    return modify(isSigned ? ir::AtomicKind::SMin : ir::AtomicKind::UMin, args[1]);
  case AtomicMax:
    return modify(isSigned ? ir::AtomicKind::SMax : ir::AtomicKind::UMax, args[1]);
  case AtomicExch:
    return modify(ir::AtomicKind::Exch, args[1]);
  case AtomicAnd:
    return modify(ir::AtomicKind::And, args[1]);
  case AtomicOr:
    return modify(ir::AtomicKind::Or, args[1]);
  case AtomicXor:
    return modify(ir::AtomicKind::Xor, args[1]);
  case AtomicInc:
    return modify(ir::AtomicKind::Inc, args[1]);
  case AtomicDec:
    return modify(ir::AtomicKind::Dec, args[1]);
  case AtomicCas:
    if (args[1].getType().isInteger(16))
      return genNarrowCas(scope, args[0], args[1], args[2], loc);
    return builder_.create<ir::AtomicCasOp>(loc, scope, args[0], args[1], args[2]);
  default:
    llvm_unreachable("no atomic operation");
  }
}

// atomicAdd of float2 and float4: each field is an atomic operation of its own.
Rvalue FunctionGen::genVectorAtomic(const ast::CallExpr *expr, Location loc) {
  Value pointer = genScalar(expr->args[0]);
  Rvalue value = genRvalue(expr->args[1]), old;
  for (auto [index, field] : llvm::enumerate(value.leaves))
    old.leaves.push_back(builder_.create<ir::AtomicRmwOp>(
        loc, ir::AtomicKind::FAdd, scopeOf(expr->builtin->name), fieldPointer(pointer, index, loc), field));
  return old;
}

// Devices have no 16-bit compare-and-swap: a loop on the word that the halfword is in. `seen` is that word.
//   seen = *word
//   while (half of seen == compare && cas(word, seen, seen with value in it) != seen) seen = what that found
Value FunctionGen::genNarrowCas(ir::Scope scope, Value pointer, Value compare, Value value, Location loc) {
  Type i16 = builder_.getI16Type(), i32 = builder_.getI32Type(), i64 = builder_.getI64Type();
  auto space = cast<ir::PointerType>(pointer.getType()).getSpace();
  Value address = builder_.create<ir::PointerToIntOp>(loc, pointer);
  Value isHigh = builder_.create<arith::AndIOp>(
      loc, builder_.create<arith::ShRUIOp>(loc, address, constant(1, i64, loc)), constant(1, i64, loc));
  Value first = offsetBy(pointer, isHigh, /*negative=*/true, loc);
  Value word =
      builder_.create<ir::PointerCastOp>(loc, ir::PointerType::get(&module_.context, i32, space), first);
  Value shift = builder_.create<arith::ShLIOp>(loc, builder_.create<arith::TruncIOp>(loc, i32, isHigh),
                                               constant(4, i32, loc));
  auto place = [&](Value half) -> Value {
    return builder_.create<arith::ShLIOp>(loc, builder_.create<arith::ExtUIOp>(loc, i32, half), shift);
  };
  auto halfOf = [&](Value whole) -> Value {
    return builder_.create<arith::TruncIOp>(loc, i16, builder_.create<arith::ShRUIOp>(loc, whole, shift));
  };
  Value placed = place(value), mask = place(constant(-1, i16, loc));
  Value others = builder_.create<arith::XOrIOp>(loc, mask, constant(-1, i32, loc));
  auto same = [&](Value a, Value b) -> Value {
    return builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, a, b);
  };

  Value start = builder_.create<ir::LoadOp>(loc, i32, word, /*isVolatile=*/true);
  auto loop = builder_.create<scf::WhileOp>(loc, TypeRange{i32}, ValueRange{start});
  OpBuilder::InsertionGuard guard(builder_);
  Block *before = builder_.createBlock(&loop.getBefore(), {}, {i32}, {loc});
  Value seen = before->getArgument(0), matches = same(halfOf(seen), compare);
  auto attempt = builder_.create<scf::IfOp>(loc, TypeRange{builder_.getI1Type(), i32}, matches, true);
  builder_.setInsertionPointToStart(attempt.thenBlock());
  Value next = builder_.create<arith::OrIOp>(loc, builder_.create<arith::AndIOp>(loc, seen, others), placed);
  Value found = builder_.create<ir::AtomicCasOp>(loc, scope, word, seen, next);
  Value again = builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, found, seen);
  builder_.create<scf::YieldOp>(loc, ValueRange{again, found});
  builder_.setInsertionPointToStart(attempt.elseBlock());
  builder_.create<scf::YieldOp>(loc, ValueRange{boolean(false, loc), seen});
  builder_.setInsertionPointToEnd(before);
  builder_.create<scf::ConditionOp>(loc, attempt.getResult(0), ValueRange{attempt.getResult(1)});
  Block *after = builder_.createBlock(&loop.getAfter(), {}, {i32}, {loc});
  builder_.create<scf::YieldOp>(loc, after->getArguments());
  builder_.setInsertionPointAfter(loop);
  return halfOf(loop.getResult(0));
}

} // namespace hd::irgen
