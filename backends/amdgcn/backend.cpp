// The amdgcn backend: hd IR -> LLVM IR -> code object (a shared ELF object with kernel metadata).
#include "backends/backend.h"

#include "backends/amdgcn/emitter.h"
#include "backends/amdgcn/link.h"
#include "backends/amdgcn/target.h"
#include "backends/device_image.h"
#include "backends/simt/globals.h"
#include "backends/simt/translate.h"

namespace hd::amdgcn {

namespace {

class AmdgcnBackend : public backends::Backend {
public:
  llvm::StringRef name() const override { return "amdgcn"; }

  std::vector<backends::Target> targets() const override {
    std::vector<backends::Target> list;
    for (const AmdTarget &target : amdTargets())
      list.push_back({target.name, target.description});
    return list;
  }

  std::vector<backends::EmitKind> emitKinds() const override {
    return {{"llvm", "LLVM IR", backends::Stage::LLVM},
            {"asm", "assembly", backends::Stage::Assembly},
            {"elf", "code object", backends::Stage::Object}};
  }

  llvm::Expected<std::string> resolveTarget(llvm::StringRef target) const override {
    auto found = findTarget(target);
    if (!found)
      return found.takeError();
    return std::string((*found)->name);
  }

  llvm::Expected<abi::Image> compile(mlir::ModuleOp module, llvm::StringRef name,
                                     const backends::Options &options) override {
    auto prepared = prepare(module, name, options);
    if (!prepared)
      return prepared.takeError();
    auto object = simt::generateCode(*prepared->translation.module, *prepared->machine,
                                     llvm::CodeGenFileType::ObjectFile);
    if (!object)
      return object.takeError();
    auto linked = link(*object);
    if (!linked)
      return linked.takeError();
    abi::Image image;
    backends::describeImage(module, image);
    for (abi::KernelImage &kernel : image.kernels)
      kernel.sharedBytes = uint32_t(sharedBytes(module.lookupSymbol<mlir::func::FuncOp>(kernel.kernel)));
    image.target = prepared->target->name;
    image.format = "elf-amdgcn";
    image.bytes.assign(linked->begin(), linked->end());
    return image;
  }

  llvm::Expected<std::string> print(mlir::ModuleOp module, llvm::StringRef name,
                                    const backends::Options &options, backends::Stage stage) override {
    auto prepared = prepare(module, name, options);
    if (!prepared)
      return prepared.takeError();
    if (stage == backends::Stage::LLVM)
      return simt::print(*prepared->translation.module);
    auto text = simt::generateCode(*prepared->translation.module, *prepared->machine,
                                   llvm::CodeGenFileType::AssemblyFile);
    if (!text)
      return text.takeError();
    return std::string(text->begin(), text->end());
  }

private:
  // With the word of __syncthreads_count and its like.
  static uint64_t sharedBytes(mlir::func::FuncOp kernel) {
    uint64_t bytes = simt::sharedBytes(kernel);
    auto found = kernel.walk([](ir::BarrierReduceOp) { return mlir::WalkResult::interrupt(); });
    return found.wasInterrupted() ? llvm::alignTo(bytes, 4) + 4 : bytes;
  }

  struct Prepared {
    const AmdTarget *target = nullptr;
    std::unique_ptr<llvm::TargetMachine> machine;
    simt::Translation translation;
  };

  // LLVM's back end has the arithmetic; lanes of a wave cannot end one by one.
  static backends::DevicePasses passesFor(const backends::Options &options) {
    backends::DevicePasses passes;
    passes.integerDivision = passes.floatToInteger = passes.wideMultiply = false;
    passes.bitOperations = passes.bitOperations64 = passes.minimumMaximum = false;
    passes.structuredExit = true;
    passes.lanesInStep = 64;
    passes.roundsAtATime = passes.threadsAtATime = options.optimization >= 2 ? 4 : 1;
    passes.smallFloats.halfConversions = passes.smallFloats.halfArithmetic = true;
    return passes;
  }

  // Up to optimised LLVM IR.
  static llvm::Expected<Prepared> prepare(mlir::ModuleOp module, llvm::StringRef name,
                                          const backends::Options &options) {
    constexpr unsigned kCodeObjectVersion = 500;
    Prepared result;
    auto target = findTarget(name);
    if (!target)
      return target.takeError();
    result.target = *target;
    auto machine = makeTargetMachine(**target, options.optimization);
    if (!machine)
      return machine.takeError();
    result.machine = std::move(*machine);
    if (llvm::Error error = backends::prepare(module, passesFor(options)))
      return error;
    auto makeEmitter = [&](llvm::Module &code, mlir::func::FuncOp kernel, simt::DebugLines &debug) {
      return std::make_unique<Emitter>(code, kernel, debug, **target);
    };
    auto translation = simt::translate(module, *result.machine, options,
                                       {kSpaces, llvm::DICompileUnit::LineTablesOnly, makeEmitter});
    if (!translation)
      return translation.takeError();
    result.translation = std::move(*translation);
    llvm::Module &code = *result.translation.module;
    code.addModuleFlag(llvm::Module::Error, "amdhsa_code_object_version", kCodeObjectVersion);
    if (llvm::Error error = simt::optimize(code, *result.machine, options.optimization))
      return error;
    return result;
  }
};

} // namespace

backends::Backend *makeBackend() {
  static AmdgcnBackend backend;
  return &backend;
}

} // namespace hd::amdgcn
