#include "backends/cpu/translate.h"
#include "backends/layout.h"

#include "backends/cpu/emitter.h"
#include "ir/transforms/spin_locks/spin_locks.h"
#include "runtime/abi/cpu.h"
#include "runtime/abi/features.h"
#include "runtime/abi/symbols.h"

#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace hd::cpu {

Mapping mappingOf(func::FuncOp kernel) {
  if (kernel->hasAttr(ir::kCheckedAttr)) // races within a warp are told by CUDA's numbering
    return Mapping::Dense;
  bool usesRows = false;
  kernel.walk([&](ir::ThreadIdOp id) { usesRows |= id.getDimension() != ir::Dimension::X; });
  return usesRows ? Mapping::Tiles : Mapping::Rows;
}

bool hasWarpOps(func::FuncOp kernel) {
  WalkResult found = kernel.walk([](Operation *op) {
    bool isWarpOp = isa<ir::ShuffleOp, ir::BallotOp, ir::VoteOp, ir::MatchAnyOp, ir::MatchAllOp,
                        ir::WarpReduceOp, ir::ActiveMaskOp>(op);
    return isWarpOp ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found.wasInterrupted();
}

// A global's initial bytes, or zeros; writable, as the host may set it. Or only its name.
static void addGlobal(llvm::Module &module, ir::GlobalOp global, bool isDefinition) {
  auto type = cast<ir::PointerType>(global.getType());
  if (type.getSpace() == ir::AddressSpace::Shared)
    return;
  llvm::LLVMContext &context = module.getContext();
  uint64_t size = ir::sizeOf(type.getPointee());
  auto *bytes = llvm::ArrayType::get(llvm::Type::getInt8Ty(context), size);
  llvm::Constant *value = llvm::ConstantAggregateZero::get(bytes);
  if (auto initial = global.getValue())
    value = llvm::ConstantDataArray::getString(context, *initial, /*AddNull=*/false);
  auto *variable =
      new llvm::GlobalVariable(module, value->getType(), false, llvm::GlobalValue::ExternalLinkage,
                               isDefinition ? value : nullptr, backends::symbolOf(global));
  variable->setAlignment(llvm::Align(std::max<uint64_t>(global.getAlignment(), 16)));
  variable->setDSOLocal(true);
}

// kernel(...) { awkward block ? dense(...) : rows(...) }
static void emitDispatcher(llvm::Module &module, llvm::StringRef name, llvm::Function *rows,
                           llvm::Function *dense, const VectorTarget &target, Mapping mapping) {
  auto *kernel =
      llvm::Function::Create(rows->getFunctionType(), llvm::GlobalValue::ExternalLinkage, name, module);
  kernel->copyAttributesFrom(rows);
  dense->copyAttributesFrom(rows);
  rows->addFnAttr(llvm::Attribute::NoInline); // would only be laid out around what chooses
  rows->setLinkage(llvm::GlobalValue::InternalLinkage);
  dense->setVisibility(llvm::GlobalValue::HiddenVisibility); // its definition is another unit's
  llvm::LLVMContext &context = module.getContext();
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "entry", kernel));
  auto dimension = [&](unsigned axis) {
    llvm::Value *at = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), kernel->getArg(0),
                                                         offsetof(hd_cpu_launch, block) + 4 * axis);
    return builder.CreateLoad(builder.getInt32Ty(), at);
  };
  unsigned unit = mapping == Mapping::Rows ? kWarpSize : target.width;
  llvm::Value *several =
      builder.CreateICmpUGT(builder.CreateMul(dimension(1), dimension(2)), builder.getInt32(1));
  llvm::Value *ragged =
      builder.CreateICmpNE(builder.CreateURem(dimension(0), builder.getInt32(unit)), builder.getInt32(0));
  auto *toDense = llvm::BasicBlock::Create(context, "dense", kernel);
  auto *toRows = llvm::BasicBlock::Create(context, "rows", kernel);
  builder.CreateCondBr(builder.CreateAnd(several, ragged), toDense, toRows);
  llvm::SmallVector<llvm::Value *> arguments;
  for (llvm::Argument &argument : kernel->args())
    arguments.push_back(&argument);
  for (auto [block, version] : {std::pair(toDense, dense), std::pair(toRows, rows)}) {
    builder.SetInsertPoint(block);
    builder.CreateCall(version, arguments)->setTailCall();
    builder.CreateRetVoid();
  }
}

static llvm::Expected<KernelFacts> emitVersion(llvm::Module &module, const VectorTarget &target,
                                               func::FuncOp kernel, Mapping mapping, llvm::StringRef name,
                                               llvm::DIBuilder *debug) {
  PrivateMemory privates(kernel);
  Analysis analysis(kernel, privates, mapping);
  return Emitter(module, target, kernel, analysis, mapping, debug).emit(name);
}

static std::string symbolOf(const Unit &unit, Mapping mapping) {
  std::string symbol = abi::kernelSymbol(func::FuncOp(unit.kernel).getName().str());
  return !unit.isVersion ? symbol : symbol + (mapping == Mapping::Dense ? ".dense" : ".rows");
}

static llvm::Expected<abi::KernelImage> emitUnit(llvm::Module &module, const VectorTarget &target,
                                                 const Unit &unit, llvm::DIBuilder *debug) {
  func::FuncOp kernel = unit.kernel;
  abi::KernelImage image;
  image.kernel = kernel.getName().str();
  image.vectorWidth = target.width;
  if (kernel->hasAttr(ir::kCheckedAttr))
    image.features.emplace_back(abi::features::kChecks);
  std::string symbol = symbolOf(unit, unit.mapping);
  auto facts = emitVersion(module, target, kernel, unit.mapping, symbol, debug);
  if (!facts)
    return facts.takeError();
  image.scratchBytes = facts->scratchBytes;
  image.scratchBytesPerWarp = facts->scratchBytesPerWarp;
  llvm::Function *version = module.getFunction(symbol);
  if (unit.isVersion && unit.mapping != Mapping::Dense) {
    auto *dense = llvm::Function::Create(version->getFunctionType(), llvm::GlobalValue::ExternalLinkage,
                                         symbolOf(unit, Mapping::Dense), module);
    emitDispatcher(module, abi::kernelSymbol(image.kernel), version, dense, target, unit.mapping);
  } else if (unit.isVersion) {
    version->setVisibility(llvm::GlobalValue::HiddenVisibility);
  }
  return image;
}

std::vector<Unit> unitsOf(ModuleOp module, const llvm::DenseMap<func::FuncOp, func::FuncOp> &leftOut) {
  std::vector<Unit> units;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(ir::kKernelAttr) || leftOut.contains(kernel))
      continue;
    bool hasVersions = !kernel->hasAttr(ir::kCheckedAttr) && hasWarpOps(kernel);
    units.push_back({kernel, mappingOf(kernel), hasVersions});
    if (hasVersions)
      units.push_back({kernel, Mapping::Dense, true});
  }
  if (units.empty())
    units.emplace_back();
  units.front().definesGlobals = true;
  return units;
}

OwningOpRef<ModuleOp> openLocks(ModuleOp &module) {
  if (llvm::none_of(module.getOps<func::FuncOp>(), ir::hasSpinLocks))
    return {};
  OwningOpRef<ModuleOp> copy = module.clone();
  for (auto kernel : copy->getOps<func::FuncOp>())
    ir::openSpinLocks(kernel);
  module = *copy;
  return copy;
}

llvm::Expected<Translation> translate(ModuleOp module, const Unit &unit, const VectorTarget &target,
                                      llvm::TargetMachine &machine, const backends::Options &options,
                                      llvm::LLVMContext &context) {
  Translation result;
  result.module =
      std::make_unique<llvm::Module>(options.sourceFile.empty() ? "kernels" : options.sourceFile, context);
  llvm::Module &code = *result.module;
  code.setTargetTriple(machine.getTargetTriple().str());
  code.setDataLayout(machine.createDataLayout());
  code.setPICLevel(llvm::PICLevel::SmallPIC);
  std::unique_ptr<llvm::DIBuilder> debug;
  if (options.debugLines) {
    debug = std::make_unique<llvm::DIBuilder>(code);
    debug->createCompileUnit(llvm::dwarf::DW_LANG_C_plus_plus_17, debug->createFile(options.sourceFile, "."),
                             "heddle", true, "", 0);
    code.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
    code.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 4);
  }
  for (auto global : module.getOps<ir::GlobalOp>())
    addGlobal(code, global, unit.definesGlobals);
  if (unit.kernel) {
    auto image = emitUnit(code, target, unit, debug.get());
    if (!image)
      return image.takeError();
    result.kernel = std::move(*image);
  }
  if (debug)
    debug->finalize();
  std::string problem;
  llvm::raw_string_ostream stream(problem);
  if (llvm::verifyModule(code, &stream))
    return llvm::createStringError("internal error: the cpu backend made invalid LLVM IR: " + stream.str());
  return result;
}

} // namespace hd::cpu
