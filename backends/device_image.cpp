#include "backends/device_image.h"

#include "backends/device_features.h"
#include "backends/layout.h"
#include "ir/hd/dialect.h"
#include "ir/transforms/passes.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace hd::backends {

static std::string modeName(Arithmetic mode) {
  switch (mode) {
  case Arithmetic::Native:
    return "native";
  case Arithmetic::Software:
    return "software";
  case Arithmetic::Probed:
    return "probed";
  }
  llvm_unreachable("all modes are handled");
}

static ir::ExpandArithmeticOptions arithmeticOptions(const DevicePasses &passes) {
  ir::ExpandArithmeticOptions options;
  options.integerDivision = passes.integerDivision;
  options.floatToInteger = passes.floatToInteger;
  options.minimumMaximum = passes.minimumMaximum;
  options.wideMultiply = passes.wideMultiply;
  options.bitOperations = passes.bitOperations;
  options.bitOperations64 = passes.bitOperations64;
  options.doubles = passes.doubles;
  options.fma = modeName(passes.fma);
  options.division = modeName(passes.division);
  return options;
}

static ir::LegalizeSmallFloatsOptions smallFloatOptions(const SmallFloats &floats) {
  ir::LegalizeSmallFloatsOptions options;
  options.halfConversions = floats.halfConversions;
  options.halfArithmetic = floats.halfArithmetic;
  options.halfAtomics = floats.halfAtomics;
  options.bfloatConversions = floats.bfloatConversions;
  options.bfloatArithmetic = floats.bfloatArithmetic;
  options.bfloatFma = floats.bfloatFma;
  options.bfloatAtomics = floats.bfloatAtomics;
  options.doubles = floats.doubles;
  return options;
}

static void addPasses(OpPassManager &manager, const DevicePasses &passes) {
  manager.addPass(ir::createLowerMessages({passes.structuredExit ? "structured" : "op"}));
  manager.addNestedPass<func::FuncOp>(ir::createSimplify()); // drops the literals that `%s` has used
  if (passes.globalsBlock)
    manager.addPass(ir::createGlobalsBlock());
  if (passes.lowerWarp) {
    ir::SpinLocksOptions locks;
    locks.acrossWarps = true;
    manager.addNestedPass<func::FuncOp>(ir::createSpinLocks(locks));
    ir::LowerWarpOptions options;
    options.subgroups = passes.subgroups;
    manager.addPass(ir::createLowerWarp(options));
  }
  if (passes.lowerWarp || passes.structuredExit)
    manager.addNestedPass<func::FuncOp>(ir::createPromotePrivate());
  manager.addNestedPass<func::FuncOp>(ir::createLegalizeSmallFloats(smallFloatOptions(passes.smallFloats)));
  manager.addNestedPass<func::FuncOp>(ir::createExpandArithmetic(arithmeticOptions(passes)));
  manager.addNestedPass<func::FuncOp>(ir::createSimplify());
  manager.addNestedPass<func::FuncOp>(createCSEPass());
  if (passes.roundsAtATime > 1) {
    ir::UnrollCountedOptions options;
    options.factor = passes.roundsAtATime;
    options.known = !passes.driverOptimizes;
    manager.addNestedPass<func::FuncOp>(ir::createUnrollCounted(options));
    manager.addNestedPass<func::FuncOp>(ir::createSimplify());
    manager.addNestedPass<func::FuncOp>(createCSEPass());
    if (!passes.driverOptimizes) {
      manager.addNestedPass<func::FuncOp>(ir::createShareIndices());
      manager.addNestedPass<func::FuncOp>(createCSEPass());
    }
  }
  if (passes.threadsAtATime > 1) {
    manager.addNestedPass<func::FuncOp>(ir::createCoarsenThreads({passes.threadsAtATime, passes.orLanes}));
    manager.addNestedPass<func::FuncOp>(ir::createSimplify());
    manager.addNestedPass<func::FuncOp>(createCSEPass());
  }
  if (passes.lanesInStep != 0)
    manager.addNestedPass<func::FuncOp>(ir::createSpinLocks({passes.lanesInStep}));
  if (!passes.narrowCas)
    manager.addNestedPass<func::FuncOp>(ir::createWidenAtomics());
}

llvm::Error prepare(ModuleOp module, const DevicePasses &passes) {
  std::string messages;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    llvm::raw_string_ostream stream(messages);
    if (auto place = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>())
      stream << place.getFilename().getValue() << ":" << place.getLine() << ":" << place.getColumn() << ": ";
    stream << diagnostic << "\n";
  });
  PassManager manager(module.getContext(), ModuleOp::getOperationName());
  manager.enableVerifier(false);
  addPasses(manager, passes);
  if (succeeded(manager.run(module)))
    return llvm::Error::success();
  while (StringRef(messages).ends_with("\n"))
    messages.pop_back();
  return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s", messages.c_str());
}

static abi::Scalar slotType(StringRef name) {
  return name == "f32" ? abi::Scalar::kFloat32 : name == "f64" ? abi::Scalar::kFloat64 : abi::Scalar::kInt64;
}

static void describeMessages(ArrayAttr table, abi::Image &image) {
  for (auto entry : table.getAsRange<DictionaryAttr>()) {
    abi::Message message;
    bool isFailure = entry.getAs<StringAttr>("kind").getValue() == "failure";
    message.kind = isFailure ? abi::Message::Kind::kFailure : abi::Message::Kind::kPrint;
    message.text = entry.getAs<StringAttr>("text").str();
    for (auto type : entry.getAs<ArrayAttr>("parameters").getAsRange<StringAttr>())
      message.parameters.push_back(slotType(type.getValue()));
    image.messages.push_back(std::move(message));
  }
}

static void describeGlobals(DictionaryAttr block, abi::Image &image) {
  for (auto slot : block.getAs<ArrayAttr>("slots").getAsRange<DictionaryAttr>())
    image.globals.push_back({slot.getAs<StringAttr>("name").str(),
                             uint64_t(slot.getAs<IntegerAttr>("offset").getInt()),
                             uint64_t(slot.getAs<IntegerAttr>("size").getInt())});
  StringRef bytes = block.getAs<StringAttr>("bytes").getValue();
  image.globalBytes.assign(bytes.bytes_begin(), bytes.bytes_end());
}

static bool hasArgument(func::FuncOp kernel, StringRef attribute) {
  for (unsigned i = 0; i < kernel.getNumArguments(); ++i)
    if (kernel.getArgAttr(i, attribute))
      return true;
  return false;
}

void describeImage(ModuleOp module, abi::Image &image) {
  for (auto kernel : module.getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(ir::kKernelAttr))
      continue;
    abi::KernelImage record;
    record.kernel = kernel.getName().str();
    record.sharedBytes = uint32_t(sharedLayout(kernel).bytes);
    record.usesMessages = hasArgument(kernel, ir::kMessagesAttr);
    record.usesGlobals = hasArgument(kernel, ir::kGlobalsAttr);
    if (auto threads = kernel->getAttrOfType<IntegerAttr>(ir::kThreadsAtATimeAttr))
      record.threadsAtATime = uint32_t(threads.getInt());
    record.features = featuresOf(kernel);
    image.kernels.push_back(std::move(record));
  }
  if (auto table = module->getAttrOfType<ArrayAttr>(ir::kMessageTableAttr))
    describeMessages(table, image);
  if (auto block = module->getAttrOfType<DictionaryAttr>(ir::kGlobalsBlockAttr))
    describeGlobals(block, image);
}

} // namespace hd::backends
