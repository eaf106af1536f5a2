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

// A global's initial bytes, or zeros; writable, as the host may set it.
static void defineGlobal(llvm::Module &module, ir::GlobalOp global) {
  auto type = cast<ir::PointerType>(global.getType());
  if (type.getSpace() == ir::AddressSpace::Shared)
    return;
  llvm::LLVMContext &context = module.getContext();
  uint64_t size = ir::sizeOf(type.getPointee());
  auto *bytes = llvm::ArrayType::get(llvm::Type::getInt8Ty(context), size);
  llvm::Constant *value = llvm::ConstantAggregateZero::get(bytes);
  if (auto initial = global.getValue())
    value = llvm::ConstantDataArray::getString(context, *initial, /*AddNull=*/false);
  auto *variable = new llvm::GlobalVariable(
      module, value->getType(), false, llvm::GlobalValue::ExternalLinkage, value, backends::symbolOf(global));
  variable->setAlignment(llvm::Align(std::max<uint64_t>(global.getAlignment(), 16)));
  variable->setDSOLocal(true);
}

// kernel(...) { awkward block ? dense(...) : rows(...) }
static void emitDispatcher(llvm::Module &module, llvm::StringRef name, llvm::Function *rows,
                           llvm::Function *dense, const VectorTarget &target, Mapping mapping) {
  for (llvm::Function *version : {rows, dense})
    version->setLinkage(llvm::GlobalValue::InternalLinkage);
  auto *kernel =
      llvm::Function::Create(rows->getFunctionType(), llvm::GlobalValue::ExternalLinkage, name, module);
  kernel->copyAttributesFrom(rows);
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

static llvm::Expected<abi::KernelImage> emitKernel(llvm::Module &module, const VectorTarget &target,
                                                   func::FuncOp kernel, llvm::DIBuilder *debug) {
  std::string symbol = abi::kernelSymbol(kernel.getName().str());
  abi::KernelImage image;
  image.kernel = kernel.getName().str();
  image.vectorWidth = target.width;
  auto add = [&](Mapping mapping, llvm::StringRef name) -> llvm::Error {
    auto facts = emitVersion(module, target, kernel, mapping, name, debug);
    if (!facts)
      return facts.takeError();
    image.scratchBytes = std::max(image.scratchBytes, facts->scratchBytes);
    image.scratchBytesPerWarp = std::max(image.scratchBytesPerWarp, facts->scratchBytesPerWarp);
    return llvm::Error::success();
  };
  Mapping mapping = mappingOf(kernel);
  if (kernel->hasAttr(ir::kCheckedAttr)) {
    if (llvm::Error error = add(mapping, symbol))
      return error;
    image.features.emplace_back(abi::features::kChecks);
    return image;
  }
  if (!hasWarpOps(kernel)) {
    if (llvm::Error error = add(mapping, symbol))
      return error;
    return image;
  }
  if (llvm::Error error = add(mapping, symbol + ".rows"))
    return error;
  if (llvm::Error error = add(Mapping::Dense, symbol + ".dense"))
    return error;
  emitDispatcher(module, symbol, module.getFunction(symbol + ".rows"), module.getFunction(symbol + ".dense"),
                 target, mapping);
  return image;
}

// The module itself, or where kernels wait for locks a copy in which lanes in step get them.
static OwningOpRef<ModuleOp> openLocks(ModuleOp &module) {
  if (llvm::none_of(module.getOps<func::FuncOp>(), ir::hasSpinLocks))
    return {};
  OwningOpRef<ModuleOp> copy = module.clone();
  for (auto kernel : copy->getOps<func::FuncOp>())
    ir::openSpinLocks(kernel);
  module = *copy;
  return copy;
}

llvm::Expected<Translation> translate(ModuleOp module, const VectorTarget &target,
                                      llvm::TargetMachine &machine, const backends::Options &options) {
  OwningOpRef<ModuleOp> copy = openLocks(module);
  Translation result;
  result.context = std::make_unique<llvm::LLVMContext>();
  result.module = std::make_unique<llvm::Module>(options.sourceFile.empty() ? "kernels" : options.sourceFile,
                                                 *result.context);
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
    defineGlobal(code, global);
  for (auto kernel : module.getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(ir::kKernelAttr))
      continue;
    auto image = emitKernel(code, target, kernel, debug.get());
    if (!image)
      return image.takeError();
    result.kernels.push_back(std::move(*image));
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
