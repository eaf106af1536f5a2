// Entry and end of a function: parameters come in, results go out, private memory is set aside.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

FunctionGen::FunctionGen(ModuleGen &module, const ast::FunctionDecl &function, func::FuncOp op)
    : module_(module), types_(module.types), function_(function), op_(op), builder_(&module.context) {}

void FunctionGen::run() {
  Block *entry = op_.addEntryBlock();
  builder_.setInsertionPointToStart(entry);
  Location loc = op_.getLoc();
  returnFlag_ = newFlag();
  genParams();
  bool returnsValues = types_.splits(function_.result.type);
  llvm::ArrayRef<ast::QualType> results =
      returnsValues ? types_.leaves(function_.result.type) : llvm::ArrayRef<ast::QualType>();
  for (auto [index, leaf] : llvm::enumerate(zero(function_.result, loc).leaves))
    environment_.set({this, index}, leaf);
  genSequence(sequence(function_.body, nullptr));
  Values values;
  for (size_t i = 0; i < results.size(); ++i)
    values.push_back(castTo(environment_.get({this, i}), types_.value(results[i]), loc));
  builder_.create<func::ReturnOp>(module_.at(function_.body->range.end), values);
}

void FunctionGen::genParams() {
  auto args = op_.getArguments().begin();
  if (!types_.splits(function_.result.type))
    resultMemory_ = *args++;
  for (const ast::ParamDecl *param : function_.params) {
    if (function_.isKernel) {
      genKernelParam(param, *args++);
      continue;
    }
    if (!types_.splits(param->type.type)) {
      memory_[param] = *args++; // the caller's copy is ours
      continue;
    }
    size_t count = types_.leaves(param->type.type).size();
    Rvalue value;
    value.leaves.assign(args, args + count);
    args += count;
    Place place{param, 0, {}, param->type};
    if (livesInMemory(param, types_))
      place.pointer = memory_[param] = makePrivate(param->type, 0, op_.getLoc(), param->name);
    store(place, value, op_.getLoc());
  }
}

void FunctionGen::genKernelParam(const ast::ParamDecl *param, Value arg) {
  Location loc = module_.at(param->nameLocation);
  ast::QualType type = param->type;
  if (type->isRecord() && isOnlyRead(param, function_)) {
    memory_[param] = arg; // read where it is used
    return;
  }
  Place place{param, 0, {}, type};
  if (livesInMemory(param, types_))
    place.pointer = memory_[param] = makePrivate(type, 0, loc, param->name);
  if (!type->isRecord())
    return store(place, arg, loc);
  store(place, load({param, 0, arg, type}, loc), loc);
}

// The checker tells of memory by its name.
Value FunctionGen::makePrivate(ast::QualType type, unsigned alignment, Location loc, llvm::StringRef name) {
  if (!name.empty())
    loc = NameLoc::get(builder_.getStringAttr(name), loc);
  OpBuilder::InsertionGuard guard(builder_);
  builder_.setInsertionPointToStart(&op_.front());
  auto pointer = ir::PointerType::get(&module_.context, types_.memory(type), ir::AddressSpace::Private);
  IntegerAttr align = alignment ? builder_.getI64IntegerAttr(alignment) : IntegerAttr();
  return builder_.create<ir::PrivateOp>(loc, pointer, align);
}

// The address of a variable that lives in memory.
Value FunctionGen::pointerTo(const ast::ValueDecl *decl, Location loc) {
  if (Value known = memory_.lookup(decl))
    return known;
  auto *var = cast<ast::VarDecl>(decl);
  if (var->memory == ast::Memory::DynamicShared) {
    auto type = ir::PointerType::get(&module_.context, types_.memory(var->type), ir::AddressSpace::Shared);
    return builder_.create<ir::DynamicSharedOp>(loc, type);
  }
  bool isGlobal = var->isFileScope || var->isStatic || var->memory != ast::Memory::Private;
  if (!isGlobal) // a use before its declaration was reached, as in a switch
    return memory_[var] = makePrivate(var->type, var->alignment, loc, var->name);
  ir::GlobalOp global = module_.global(var, function_.name);
  return builder_.create<ir::AddressOfOp>(loc, global.getType(), global.getSymName());
}

Value FunctionGen::constant(int64_t value, Type type, Location loc) {
  return builder_.create<arith::ConstantOp>(loc, builder_.getIntegerAttr(type, value));
}

Value FunctionGen::constantFloat(double value, Type type, Location loc) {
  return builder_.create<arith::ConstantOp>(loc, builder_.getFloatAttr(type, value));
}

} // namespace hd::irgen
