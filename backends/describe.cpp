// The module's record for the runtime, read from the attributes that irgen left on kernels and globals.
#include "backends/backend.h"
#include "backends/layout.h"
#include "ir/hd/dialect.h"
#include "runtime/abi/cpu.h"
#include "runtime/abi/symbols.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::backends {

Type parameterType(func::FuncOp kernel, unsigned index) {
  Type type = kernel.getArgumentTypes()[index];
  auto pointer = dyn_cast<ir::PointerType>(type);
  return pointer && pointer.getSpace() == ir::AddressSpace::Param ? pointer.getPointee() : type;
}

ParameterLayout parameterLayout(func::FuncOp kernel) {
  ParameterLayout layout;
  for (unsigned i = 0; i < kernel.getNumArguments(); ++i) {
    Type type = parameterType(kernel, i);
    layout.bytes = llvm::alignTo(layout.bytes, std::max<uint64_t>(ir::alignmentOf(type), 1));
    layout.offsets.push_back(layout.bytes);
    layout.bytes += ir::sizeOf(type);
  }
  return layout;
}

SharedLayout sharedLayout(func::FuncOp kernel) {
  SharedLayout layout;
  auto module = kernel->getParentOfType<ModuleOp>();
  kernel.walk([&](ir::AddressOfOp address) {
    auto global = module.lookupSymbol<ir::GlobalOp>(address.getGlobal());
    auto type = cast<ir::PointerType>(global.getType());
    if (type.getSpace() != ir::AddressSpace::Shared || layout.offsets.count(global.getSymNameAttr()))
      return;
    layout.bytes = llvm::alignTo(layout.bytes, std::max<uint64_t>(global.getAlignment(), 1));
    layout.offsets[global.getSymNameAttr()] = layout.bytes;
    layout.bytes += ir::sizeOf(type.getPointee());
  });
  return layout;
}

std::string symbolOf(ir::GlobalOp global) {
  if (auto name = global.getSourceName())
    return abi::globalSymbol(name->str());
  // Named by irgen: `kernel.variable`, where the kernel may be an instance of a template.
  llvm::StringRef name = global.getSymName();
  bool isPlain = llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
  return isPlain ? HD_CPU_GLOBAL_PREFIX + name.str() : abi::globalSymbol(name.str());
}

std::string symbolOf(ir::AddressOfOp address) {
  return symbolOf(SymbolTable::lookupNearestSymbolFrom<ir::GlobalOp>(address, address.getGlobalAttr()));
}

static abi::Scalar scalarOf(Type type) {
  if (isa<Float16Type>(type))
    return abi::Scalar::kFloat16;
  if (isa<BFloat16Type>(type))
    return abi::Scalar::kBFloat16;
  if (isa<FloatType>(type))
    return type.isF32() ? abi::Scalar::kFloat32 : abi::Scalar::kFloat64;
  bool isUnsigned = type.isUnsignedInteger();
  switch (cast<IntegerType>(type).getWidth()) {
  case 1:
    return abi::Scalar::kBool;
  case 8:
    return isUnsigned ? abi::Scalar::kUInt8 : abi::Scalar::kInt8;
  case 16:
    return isUnsigned ? abi::Scalar::kUInt16 : abi::Scalar::kInt16;
  case 32:
    return isUnsigned ? abi::Scalar::kUInt32 : abi::Scalar::kInt32;
  }
  return isUnsigned ? abi::Scalar::kUInt64 : abi::Scalar::kInt64;
}

static abi::TypeRecord recordOf(Type type) {
  abi::TypeRecord record;
  record.size = uint32_t(ir::sizeOf(type));
  record.alignment = uint32_t(std::max<uint64_t>(ir::alignmentOf(type), 1));
  llvm::TypeSwitch<Type>(type)
      .Case<ir::PointerType>([&](ir::PointerType pointer) {
        record.kind = abi::TypeRecord::Kind::kPointer;
        if (!isa<NoneType>(pointer.getPointee()))
          record.element.push_back(recordOf(pointer.getPointee()));
      })
      .Case<ir::ArrayType>([&](ir::ArrayType array) {
        record.kind = abi::TypeRecord::Kind::kArray;
        record.count = array.getCount();
        record.element.push_back(recordOf(array.getElement()));
      })
      .Case<ir::StructType>([&](ir::StructType structure) {
        record.kind = abi::TypeRecord::Kind::kStruct;
        record.spelling = structure.getName().str();
        for (auto [name, field, offset] :
             llvm::zip(structure.getFieldNames(), structure.getFieldTypes(), structure.getFieldOffsets()))
          record.fields.push_back({name.str(), uint32_t(offset), recordOf(field)});
      })
      .Default([&](Type scalar) { record.scalar = scalarOf(scalar); });
  return record;
}

static abi::Parameter describeParameter(func::FuncOp kernel, unsigned index, uint64_t offset) {
  abi::Parameter parameter;
  parameter.offset = uint32_t(offset);
  if (auto name = kernel.getArgAttrOfType<StringAttr>(index, ir::kNameAttr))
    parameter.name = name.str();
  auto signedType = kernel.getArgAttrOfType<TypeAttr>(index, ir::kTypeAttr);
  parameter.type = recordOf(signedType ? signedType.getValue() : parameterType(kernel, index));
  parameter.type.isConst = bool(kernel.getArgAttr(index, ir::kConstAttr));
  if (auto spelling = kernel.getArgAttrOfType<StringAttr>(index, ir::kSpellingAttr))
    parameter.type.spelling = spelling.str();
  return parameter;
}

static abi::Kernel describeKernel(func::FuncOp kernel) {
  abi::Kernel record;
  record.name = kernel.getName().str();
  if (auto place = kernel.getLoc()->findInstanceOf<FileLineColLoc>()) {
    record.file = place.getFilename().str();
    record.line = place.getLine();
  }
  if (auto most = kernel->getAttrOfType<IntegerAttr>(ir::kMaxThreadsAttr))
    record.maxThreadsPerBlock = uint32_t(most.getInt());
  ParameterLayout layout = parameterLayout(kernel);
  record.parameterBytes = uint32_t(layout.bytes);
  for (unsigned i = 0; i < kernel.getNumArguments(); ++i)
    record.parameters.push_back(describeParameter(kernel, i, layout.offsets[i]));
  record.staticSharedBytes = uint32_t(sharedLayout(kernel).bytes);
  kernel.walk([&](ir::DynamicSharedOp) { record.usesDynamicShared = true; });
  return record;
}

void describe(ModuleOp module, abi::Module &result) {
  for (Operation &op : *module.getBody()) {
    if (auto kernel = dyn_cast<func::FuncOp>(op)) {
      if (kernel->hasAttr(ir::kKernelAttr))
        result.kernels.push_back(describeKernel(kernel));
    } else if (auto global = dyn_cast<ir::GlobalOp>(op)) {
      auto type = cast<ir::PointerType>(global.getType());
      auto name = global.getSourceName();
      if (type.getSpace() == ir::AddressSpace::Shared || !name)
        continue;
      auto source = global.getSourceType();
      result.globals.push_back({name->str(), type.getSpace() == ir::AddressSpace::Constant,
                                recordOf(source ? *source : type.getPointee())});
    }
  }
}

} // namespace hd::backends
