// The module's layout is that of chapter 2.4 of the SPIR-V specification.
#include "backends/spirv/module_builder.h"

namespace hd::spirv {

void append(Words &words, Op op, Operands operands) {
  words.push_back(uint32_t(operands.size() + 1) << 16 | uint32_t(op));
  words.insert(words.end(), operands.begin(), operands.end());
}

void appendText(Words &operands, llvm::StringRef text) {
  size_t start = operands.size();
  operands.resize(start + text.size() / 4 + 1, 0);
  for (size_t i = 0; i < text.size(); ++i)
    operands[start + i / 4] |= uint32_t(uint8_t(text[i])) << (8 * (i % 4));
}

static Words joined(Operands first, Operands second) {
  Words words(first.begin(), first.end());
  words.insert(words.end(), second.begin(), second.end());
  return words;
}

Id ModuleBuilder::type(Op op, Operands operands) {
  Words key = joined({uint32_t(op)}, operands);
  auto [place, isNew] = interned_.try_emplace(key, bound_);
  if (isNew)
    append(declarations_, op, joined({fresh()}, operands));
  return place->second;
}

Id ModuleBuilder::constant(Op op, Id type, Operands operands) {
  Words key = joined({uint32_t(op), type}, operands);
  auto [place, isNew] = interned_.try_emplace(key, bound_);
  if (isNew)
    append(declarations_, op, joined({type, fresh()}, operands));
  return place->second;
}

Id ModuleBuilder::functionType(Id result, Operands parameters) {
  return type(Op::OpTypeFunction, joined({result}, parameters));
}

// Narrow integers fill their word with copies of the sign, or zeros as these types have no sign.
Id ModuleBuilder::integer(unsigned bits, uint64_t value) {
  if (bits < 64)
    value &= (uint64_t(1) << bits) - 1;
  Id type = intType(bits);
  if (bits == 64)
    return constant(Op::OpConstant, type, {uint32_t(value), uint32_t(value >> 32)});
  return constant(Op::OpConstant, type, {uint32_t(value)});
}

Id ModuleBuilder::floating(unsigned bits, uint64_t pattern) {
  Id type = floatType(bits);
  if (bits == 64)
    return constant(Op::OpConstant, type, {uint32_t(pattern), uint32_t(pattern >> 32)});
  return constant(Op::OpConstant, type, {uint32_t(pattern)});
}

Id ModuleBuilder::specInteger(unsigned number, uint32_t value, llvm::StringRef text) {
  auto [place, isNew] = specConstants_.try_emplace(number, 0);
  if (!isNew)
    return place->second;
  Id type = intType(32);
  place->second = fresh();
  append(declarations_, Op::OpSpecConstant, {type, place->second, value});
  decorate(place->second, Decoration::SpecId, {number});
  name(place->second, text);
  return place->second;
}

Id ModuleBuilder::specBoolean(unsigned number, bool value, llvm::StringRef text) {
  auto [place, isNew] = specConstants_.try_emplace(number, 0);
  if (!isNew)
    return place->second;
  Id type = boolType();
  place->second = fresh();
  append(declarations_, value ? Op::OpSpecConstantTrue : Op::OpSpecConstantFalse, {type, place->second});
  decorate(place->second, Decoration::SpecId, {number});
  name(place->second, text);
  return place->second;
}

Id ModuleBuilder::specOperation(Op op, Id type, Operands operands) {
  return constant(Op::OpSpecConstantOp, type, joined({uint32_t(op)}, operands));
}

Id ModuleBuilder::globalVariable(StorageClass storage, Id pointee) {
  Id type = pointerType(storage, pointee), result = fresh();
  append(declarations_, Op::OpVariable, {type, result, uint32_t(storage)});
  return result;
}

Id ModuleBuilder::string(llvm::StringRef text) {
  auto [place, isNew] = strings_.try_emplace(text, 0);
  if (!isNew)
    return place->second;
  Words operands = {place->second = fresh()};
  appendText(operands, text);
  append(stringWords_, Op::OpString, operands);
  return place->second;
}

void ModuleBuilder::decorate(Id target, Decoration decoration, Operands operands) {
  append(decorations_, Op::OpDecorate, joined({target, uint32_t(decoration)}, operands));
}

void ModuleBuilder::memberDecorate(Id target, uint32_t member, Decoration decoration, Operands operands) {
  append(decorations_, Op::OpMemberDecorate, joined({target, member, uint32_t(decoration)}, operands));
}

void ModuleBuilder::name(Id target, llvm::StringRef text) {
  Words operands = {target};
  appendText(operands, text);
  append(names_, Op::OpName, operands);
}

void ModuleBuilder::entryPoint(Id function, llvm::StringRef name, Operands interface) {
  constexpr uint32_t kGlCompute = 5;
  Words operands = {kGlCompute, function};
  appendText(operands, name);
  append(entryPoints_, Op::OpEntryPoint, joined(operands, interface));
}

void ModuleBuilder::executionMode(Id function, ExecutionMode mode, Operands operands) {
  append(executionModes_, Op::OpExecutionMode, joined({function, uint32_t(mode)}, operands));
}

Words ModuleBuilder::assemble() const {
  constexpr uint32_t kMagic = 0x07230203, kVersion = 0x00010500, kPhysicalStorageBuffer64 = 5348, kVulkan = 3;
  Words words = {kMagic, kVersion, 0, bound_, 0};
  for (uint32_t capability : capabilities_)
    append(words, Op::OpCapability, {capability});
  for (const std::string &extension : extensions_) {
    Words operands;
    appendText(operands, extension);
    append(words, Op::OpExtension, operands);
  }
  Words glslImport = {kGlsl};
  appendText(glslImport, "GLSL.std.450");
  append(words, Op::OpExtInstImport, glslImport);
  append(words, Op::OpMemoryModel, {kPhysicalStorageBuffer64, kVulkan});
  for (const Words *section :
       {&entryPoints_, &executionModes_, &stringWords_, &names_, &decorations_, &declarations_, &functions_})
    words.insert(words.end(), section->begin(), section->end());
  return words;
}

} // namespace hd::spirv
