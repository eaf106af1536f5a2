// Initialisation of variables in memory.
#include "frontend/irgen/constant_bytes.h"
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

constexpr uint64_t kUnrolledElements = 16; // more elements than this that are made alike need a loop

Rvalue FunctionGen::zero(ast::QualType type, Location loc) {
  Rvalue value;
  if (!types_.splits(type.type))
    return value;
  for (ast::QualType leaf : types_.leaves(type.type)) {
    Type leafType = types_.value(leaf);
    if (isa<ir::PointerType>(leafType))
      value.leaves.push_back(nullPointer(leafType, loc));
    else if (isa<FloatType>(leafType))
      value.leaves.push_back(constantFloat(0, leafType, loc));
    else
      value.leaves.push_back(constant(0, leafType, loc));
  }
  return value;
}

void FunctionGen::genInit(Value pointer, ast::QualType type, const ast::Expr *written) {
  const ast::Expr *init = strip(written);
  Location loc = at(init);
  auto *list = dyn_cast<ast::InitListExpr>(init);
  auto *array = dyn_cast<ast::ArrayType>(type.type);
  if (auto *text = dyn_cast<ast::StringLiteral>(init); text && array) {
    for (uint64_t i = 0; i < array->count; ++i) {
      int64_t byte = i < text->value.size() ? text->value[i] : 0;
      storeScalar(elementPointer(pointer, i, loc), constant(byte, builder_.getI8Type(), loc), false, loc);
    }
    return;
  }
  if (array && list)
    return genArrayInit(pointer, array, list, loc);
  if (array && isa<ast::ConstructExpr>(init)) // every element by one constructor
    return eachElement(pointer, 0, array->count, init,
                       [&](Value element) { genInit(element, array->element, init); });
  if (genInPlace(pointer, init))
    return;
  auto *record = dyn_cast<ast::RecordType>(type.type);
  if (!record || !list)
    return store({nullptr, 0, pointer, type}, genRvalue(init), loc);
  bool isUnion = record->decl->isUnion;
  if (isUnion && (list->inits.empty() || !list->inits.front()))
    return zeroFill(pointer, type, loc);
  for (auto [index, field] : llvm::enumerate(record->decl->fields)) {
    if (isUnion && index > 0)
      break;
    Place part = fieldPlace(pointer, *record->decl, *field, field->type, loc);
    bool isGiven = index < list->inits.size() && list->inits[index];
    if (part.bitField)
      store(part, isGiven ? genRvalue(list->inits[index]) : zero(field->type, loc), loc);
    else if (isGiven)
      genInit(part.pointer, field->type, list->inits[index]);
    else
      zeroFill(part.pointer, field->type, loc);
  }
}

// A constructor or function that makes the object makes it here.
bool FunctionGen::genInPlace(Value pointer, const ast::Expr *init) {
  if (auto *construct = dyn_cast<ast::ConstructExpr>(init)) {
    genConstruct(construct, pointer);
    return true;
  }
  auto *call = dyn_cast<ast::CallExpr>(init);
  if (!call || call->builtin || types_.splits(call->type.type))
    return false;
  genCallInto(call, pointer);
  return true;
}

void FunctionGen::genArrayInit(Value pointer, const ast::ArrayType *array, const ast::InitListExpr *list,
                               Location loc) {
  uint64_t given = std::min<uint64_t>(list->inits.size(), array->count);
  while (given > 0 && !list->inits[given - 1])
    --given;
  for (uint64_t i = 0; i < given; ++i) {
    Value element = elementPointer(pointer, i, loc);
    if (list->inits[i])
      genInit(element, array->element, list->inits[i]);
    else
      zeroFill(element, array->element, loc);
  }
  zeroElements(pointer, array, given, loc);
}

void FunctionGen::zeroElements(Value pointer, const ast::ArrayType *array, uint64_t first, Location loc) {
  eachElement(pointer, first, array->count, nullptr,
              [&](Value element) { zeroFill(element, array->element, loc); });
}

// The elements from `first` to before `count`, a few one by one, many in a loop; `init` (may be null) is what
// `work` evaluates for each.
void FunctionGen::eachElement(Value pointer, uint64_t first, uint64_t count, const ast::Expr *init,
                              llvm::function_ref<void(Value)> work) {
  Location loc = pointer.getLoc();
  if (count - first <= kUnrolledElements) {
    for (uint64_t i = first; i < count; ++i)
      work(elementPointer(pointer, i, loc));
    return;
  }
  Slot counter{newFlag(), 0};
  Type i64 = builder_.getI64Type();
  environment_.set(counter, constant(int64_t(first), i64, loc));
  AssignedSlots assigned;
  assigned[counter] = true;
  collectAssigned(init, types_, assigned);
  auto test = [&]() -> Value {
    return builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, environment_.get(counter),
                                          constant(int64_t(count), i64, loc));
  };
  auto body = [&] {
    Value index = environment_.get(counter);
    work(offsetBy(elementPointer(pointer, 0, loc), index, false, loc));
    environment_.set(counter, genInteger(ast::BinaryOp::Add, index, constant(1, i64, loc), true, loc));
  };
  emitLoop(loc, assigned, {}, /*declaresBefore=*/false, test, body);
}

void FunctionGen::zeroFill(Value pointer, ast::QualType type, Location loc) {
  if (auto *array = dyn_cast<ast::ArrayType>(type.type))
    return zeroElements(pointer, array, 0, loc);
  if (types_.splits(type.type))
    return store({nullptr, 0, pointer, type}, zero(type, loc), loc);
  auto *record = cast<ast::RecordType>(type.type)->decl;
  if (!record->isUnion) {
    for (const ast::FieldDecl *field : record->fields) {
      Place part = fieldPlace(pointer, *record, *field, field->type, loc);
      if (part.bitField)
        store(part, zero(field->type, loc), loc);
      else
        zeroFill(part.pointer, field->type, loc);
    }
    return;
  }
  // A union is zero when all of its bytes are, whatever fields it has.
  auto bytes = ir::PointerType::get(&module_.context, builder_.getI8Type(),
                                    cast<ir::PointerType>(pointer.getType()).getSpace());
  Value first = castTo(pointer, bytes, loc);
  for (uint64_t i = 0; i < record->size; ++i)
    storeScalar(offsetBy(first, constant(int64_t(i), builder_.getI64Type(), loc), false, loc),
                constant(0, builder_.getI8Type(), loc), false, loc);
}

// A `const` array with a constant initialiser is one table for all threads.
bool FunctionGen::initFromConstant(const ast::VarDecl *var) {
  auto *array = dyn_cast<ast::ArrayType>(var->type.type);
  if (!array || !var->init || var->type.isVolatile)
    return false;
  ast::QualType element = array->element;
  bool isConst = var->type.isConst || var->isConstexpr;
  while (auto *inner = dyn_cast<ast::ArrayType>(element.type)) {
    isConst |= element.isConst;
    element = inner->element;
  }
  if (!isConst && !element.isConst)
    return false;
  std::optional<std::string> bytes = initialBytes(var->type, var->init);
  if (!bytes)
    return false;
  Location loc = module_.at(var->nameLocation);
  ir::GlobalOp table = module_.constantTable(*bytes, types_.memory(var->type),
                                             function_.name + "." + var->name, var->type->alignment(), loc);
  OpBuilder::InsertionGuard guard(builder_);
  builder_.setInsertionPointToStart(&op_.front());
  memory_[var] = builder_.create<ir::AddressOfOp>(loc, table.getType(), table.getSymName());
  return true;
}

} // namespace hd::irgen
