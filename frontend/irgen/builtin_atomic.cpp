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

} // namespace hd::irgen
