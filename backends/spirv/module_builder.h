// One SPIR-V module being written: sections, types and constants made once, decorations, functions as words.
// Execution modes for rounding, denormals and NaNs are added by the driver, which knows what its device has.
//
// MLIR's dialect and serializer are not used beyond their tables of numbers: they have no arrays whose length
// is a specialisation constant (dynamic shared memory) and no decorated composite of such (WorkgroupSize).
#pragma once

#include "mlir/Dialect/SPIRV/IR/SPIRVEnums.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <set>
#include <vector>

namespace hd::spirv {

using Id = uint32_t;
using Op = mlir::spirv::Opcode;
using mlir::spirv::BuiltIn;
using mlir::spirv::Capability;
using mlir::spirv::Decoration;
using mlir::spirv::ExecutionMode;
using mlir::spirv::StorageClass;
using Words = std::vector<uint32_t>;
using Operands = llvm::ArrayRef<uint32_t>;

// Appends one instruction.
void append(Words &words, Op op, Operands operands);
void appendText(Words &operands, llvm::StringRef text);

class ModuleBuilder {
public:
  Id fresh() { return bound_++; }
  void capability(Capability capability) { capabilities_.insert(uint32_t(capability)); }
  void extension(llvm::StringRef name) { extensions_.insert(name.str()); }
  Id glsl() const { return kGlsl; } // the set GLSL.std.450

  Id voidType() { return type(Op::OpTypeVoid, {}); }
  Id boolType() { return type(Op::OpTypeBool, {}); }
  Id intType(unsigned bits) { return type(Op::OpTypeInt, {bits, 0}); } // its capability is the caller's
  Id floatType(unsigned bits) { return type(Op::OpTypeFloat, {bits}); }
  Id vectorType(Id element, unsigned count) { return type(Op::OpTypeVector, {element, count}); }
  Id structType(Operands members) { return type(Op::OpTypeStruct, members); }
  Id arrayType(Id element, Id length) { return type(Op::OpTypeArray, {element, length}); }
  Id pointerType(StorageClass storage, Id pointee) {
    return type(Op::OpTypePointer, {uint32_t(storage), pointee});
  }
  Id functionType(Id result, Operands parameters);

  Id integer(unsigned bits, uint64_t value);
  Id floating(unsigned bits, uint64_t pattern);
  Id boolean(bool value) {
    return constant(value ? Op::OpConstantTrue : Op::OpConstantFalse, boolType(), {});
  }
  Id undefined(Id type) { return constant(Op::OpUndef, type, {}); }
  // The specialisation constant with this number, made at the first call.
  Id specInteger(unsigned number, uint32_t value, llvm::StringRef name);
  Id specBoolean(unsigned number, bool value, llvm::StringRef name);
  Id specOperation(Op op, Id type, Operands operands);
  Id specComposite(Id type, Operands members) { return constant(Op::OpSpecConstantComposite, type, members); }

  Id globalVariable(StorageClass storage, Id pointee);
  Id string(llvm::StringRef text);
  void decorate(Id target, Decoration decoration, Operands operands = {});
  void memberDecorate(Id target, uint32_t member, Decoration decoration, Operands operands = {});
  void name(Id target, llvm::StringRef text);
  void entryPoint(Id function, llvm::StringRef name, Operands interface);
  void executionMode(Id function, ExecutionMode mode, Operands operands);
  void addFunction(const Words &words) { functions_.insert(functions_.end(), words.begin(), words.end()); }

  Words assemble() const;

private:
  Id type(Op op, Operands operands);
  Id constant(Op op, Id type, Operands operands);

  static constexpr Id kGlsl = 1;
  Id bound_ = 2;
  std::set<uint32_t> capabilities_;
  std::set<std::string> extensions_;
  std::map<Words, Id> interned_;
  std::map<unsigned, Id> specConstants_;
  llvm::StringMap<Id> strings_;
  Words entryPoints_, executionModes_, stringWords_, names_, decorations_, declarations_, functions_;
};

} // namespace hd::spirv
