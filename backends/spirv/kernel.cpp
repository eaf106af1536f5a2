// Functions as wholes: parameters, builtin inputs, the variables of pointer groups, entry points.
#include "backends/spirv/emitter.h"

#include "backends/layout.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::spirv {

Emitter::Emitter(ModuleState &state, func::FuncOp function)
    : state_(state), builder_(state.builder), function_(function),
      isExactFunction_(!function->hasAttr(ir::kKernelAttr)), groups_(function), wide_(function, groups_),
      barriers_(function, groups_) {
  groupVariables_.resize(groups_.groups().size(), 0);
  entry_ = label_ = builder_.fresh();
}

void Emitter::inPrologue(llvm::function_ref<void()> body) {
  std::swap(body_, prologue_);
  body();
  std::swap(body_, prologue_);
}

void Emitter::useVariable(Id variable) {
  if (!llvm::is_contained(interface_, variable))
    interface_.push_back(variable);
}

Id Emitter::identity(BuiltIn which, ir::Dimension dimension) {
  Id word = intType(32);
  auto [place, isNew] = builtins_.try_emplace({uint32_t(which), uint32_t(dimension)}, 0);
  if (!isNew)
    return place->second;
  Id vector = builder_.vectorType(word, 3);
  Id &variable = state_.builtinVariables[uint32_t(which)];
  if (!variable) {
    variable = builder_.globalVariable(StorageClass::Input, vector);
    builder_.decorate(variable, Decoration::BuiltIn, {uint32_t(which)});
  }
  useVariable(variable);
  inPrologue([&] {
    Id loaded = emit(Op::OpLoad, vector, {variable});
    place->second = emit(Op::OpCompositeExtract, word, {loaded, uint32_t(dimension)});
  });
  return place->second;
}

Id Emitter::blockDimension(ir::Dimension dimension) {
  switch (dimension) {
  case ir::Dimension::X:
    return builder_.specInteger(kBlockX, 1, "block_x");
  case ir::Dimension::Y:
    return builder_.specInteger(kBlockY, 1, "block_y");
  case ir::Dimension::Z:
    return builder_.specInteger(kBlockZ, 1, "block_z");
  }
  llvm_unreachable("all dimensions are handled");
}

Id Emitter::deviceHas(ir::DeviceProperty property) {
  switch (property) {
  case ir::DeviceProperty::FusedFma:
    return builder_.specBoolean(kFusedFma, true, "fused_fma");
  case ir::DeviceProperty::ExactDivide:
    return builder_.specBoolean(kExactDivide, true, "exact_divide");
  case ir::DeviceProperty::WarpsInSubgroups:
    return builder_.specOperation(Op::OpINotEqual, builder_.boolType(), {subgroupSize(), u32(0)});
  case ir::DeviceProperty::ThreadsAreLanes:
    return builder_.boolean(false);
  }
  llvm_unreachable("all properties are handled");
}

// x + bx * (y + by * z)
Id Emitter::linearThread() {
  Id word = intType(32);
  auto thread = [&](ir::Dimension axis) { return identity(BuiltIn::LocalInvocationId, axis); };
  Id rows = emit(Op::OpIMul, word, {blockDimension(ir::Dimension::Y), thread(ir::Dimension::Z)});
  rows = emit(Op::OpIAdd, word, {rows, thread(ir::Dimension::Y)});
  rows = emit(Op::OpIMul, word, {rows, blockDimension(ir::Dimension::X)});
  return emit(Op::OpIAdd, word, {rows, thread(ir::Dimension::X)});
}

// The driver's push constants: the address of the packed parameters, the grid (a dispatch may be a part of
// it), three zeros, and the address of the word for reportCutLoops.
Id Emitter::pushConstant(uint32_t member) {
  Id address = intType(64), word = intType(32), &block = state_.pushConstants;
  if (!block) {
    Id record = builder_.structType({address, word, word, word, word, word, word, address});
    builder_.decorate(record, Decoration::Block);
    for (uint32_t i = 0; i < 8; ++i)
      builder_.memberDecorate(record, i, Decoration::Offset, {i == 0 ? 0 : 4 + 4 * i});
    block = builder_.globalVariable(StorageClass::PushConstant, record);
  }
  useVariable(block);
  Id type = member == kParameters || member == kCutLoops ? address : word;
  Id pointer = builder_.pointerType(StorageClass::PushConstant, type);
  return emit(Op::OpLoad, type, {emit(Op::OpAccessChain, pointer, {block, u32(member)})});
}

Id Emitter::gridDimension(ir::Dimension dimension) {
  Id &size = gridSize_[unsigned(dimension)];
  if (!size)
    inPrologue([&] { size = pushConstant(kGrid + uint32_t(dimension)); });
  return size;
}

// Some drivers (Mesa's llvmpipe) take x * 0, 0 / x and x + 0 for 0, 0 and x, whatever x is, where they see
// that it is zero. This they do not see.
Id Emitter::hiddenZero(unsigned bits) {
  if (isExactFunction_) // of which the arguments are hidden already
    return builder_.integer(bits, 0);
  (void)intType(bits);
  inPrologue([&] {
    Id &word = hiddenZeros_[32];
    if (!word)
      word = pushConstant(kZero);
    if (Id &zero = hiddenZeros_[bits]; !zero)
      zero = convertInt(word, 32, bits);
  });
  return hiddenZeros_[bits];
}

void Emitter::readParameters() {
  if (function_.getNumArguments() == 0)
    return;
  Id word = intType(64), start = pushConstant(kParameters);
  backends::ParameterLayout layout = backends::parameterLayout(function_);
  for (auto [argument, offset] : llvm::zip(function_.getArguments(), layout.offsets)) {
    Id address = offset == 0 ? start : emit(Op::OpIAdd, word, {start, builder_.integer(64, offset)});
    auto pointer = dyn_cast<ir::PointerType>(argument.getType());
    if (pointer && pointer.getSpace() == ir::AddressSpace::Param) {
      set(argument, address);
      continue;
    }
    Type type = argument.getType();
    Id loaded = loadDevice(address, memoryTypeOf(type), ir::sizeOf(type), 0);
    set(argument, fromMemory(loaded, argument, false));
    if (auto text = function_.getArgAttrOfType<StringAttr>(argument.getArgNumber(), ir::kNameAttr))
      if (state_.debugLines)
        builder_.name(get(argument), text.getValue());
  }
}

Id Emitter::elementType(const PointerGroup &group) {
  return group.elementType ? floatType(group.elementType.getIntOrFloatBitWidth())
                           : intType(unsigned(group.elementBytes * 8));
}

Id Emitter::groupVariable(unsigned index) {
  Id &variable = groupVariables_[index];
  if (variable)
    return variable;
  const PointerGroup &group = groups_.groups()[index];
  Id element = elementType(group), word = intType(32);
  uint64_t bytes = llvm::alignTo(std::max<uint64_t>(group.bytes, 1), group.elementBytes);
  Id length = u32(bytes / group.elementBytes);
  if (group.holdsDynamicShared) {
    bytes = llvm::alignTo(group.bytes, 16);
    Id dynamic = builder_.specInteger(kDynamicSharedBytes, 16, "dynamic_shared_bytes");
    Id sum = builder_.specOperation(Op::OpIAdd, word, {dynamic, u32(bytes)});
    Id count = builder_.specOperation(Op::OpUDiv, word, {sum, u32(group.elementBytes)});
    Id isEmpty = builder_.specOperation(Op::OpIEqual, builder_.boolType(), {count, u32(0)});
    length = builder_.specOperation(Op::OpSelect, word, {isEmpty, u32(1), count});
  }
  Id array = builder_.arrayType(element, length);
  if (group.memory == Memory::Private) {
    variable = builder_.fresh();
    append(variables_, Op::OpVariable,
           {builder_.pointerType(StorageClass::Function, array), variable, uint32_t(StorageClass::Function)});
    return variable;
  }
  variable = builder_.globalVariable(StorageClass::Workgroup, array);
  useVariable(variable);
  sharedBytes_ += llvm::alignTo(bytes, 16);
  return variable;
}

void Emitter::addFunction(Id function, Id result, Operands parameterTypes, Operands parameters) {
  Words words;
  append(words, Op::OpFunction, {result, function, 0, builder_.functionType(result, parameterTypes)});
  for (auto [type, parameter] : llvm::zip(parameterTypes, parameters))
    append(words, Op::OpFunctionParameter, {type, parameter});
  append(words, Op::OpLabel, {entry_});
  for (const Words *part : {&variables_, &prologue_, &body_})
    words.insert(words.end(), part->begin(), part->end());
  append(words, Op::OpFunctionEnd, {});
  builder_.addFunction(words);
}

static bool hasLoops(func::FuncOp function) {
  auto isLoop = [](Operation *op) {
    return isa<scf::WhileOp, scf::ForOp>(op) ? WalkResult::interrupt() : WalkResult::advance();
  };
  return function.walk(isLoop).wasInterrupted();
}

void Emitter::emitKernel(llvm::StringRef symbol) {
  if (const auto &problem = groups_.problem())
    return fail(problem->op, problem->what);
  readParameters();
  emitBlock(function_.getBody().front());
  if (hasLoops(function_))
    reportCutLoops();
  emitVoid(Op::OpReturn, {});
  Id function = builder_.fresh();
  addFunction(function, builder_.voidType(), {}, {});
  builder_.name(function, symbol);
  builder_.entryPoint(function, symbol, interface_);
  constexpr uint32_t kOne = 1; // WorkgroupSize, which is specialised, goes before
  builder_.executionMode(function, ExecutionMode::LocalSize, {kOne, kOne, kOne});
}

Id Emitter::emitExactFunction(llvm::StringRef symbol) {
  Words types, parameters;
  for (Value argument : function_.getArguments()) {
    types.push_back(typeOf(argument));
    parameters.push_back(builder_.fresh());
    set(argument, parameters.back());
  }
  Id result = typeOf(function_.getResultTypes()[0]);
  emitBlock(function_.getBody().front());
  emitVoid(Op::OpReturnValue, {get(function_.getBody().front().getTerminator()->getOperand(0))});
  Id function = builder_.fresh();
  addFunction(function, result, types, parameters);
  builder_.name(function, symbol);
  return function;
}

} // namespace hd::spirv
