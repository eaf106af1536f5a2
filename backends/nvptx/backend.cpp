// The nvptx backend: hd IR -> LLVM IR -> PTX text.
#include "backends/backend.h"

#include "backends/device_image.h"
#include "backends/nvptx/emitter.h"
#include "backends/nvptx/limits.h"
#include "backends/nvptx/target.h"
#include "backends/nvptx/unroll_hints.h"
#include "backends/simt/globals.h"
#include "backends/simt/translate.h"

namespace hd::nvptx {

namespace {

class NvptxBackend : public backends::Backend {
public:
  llvm::StringRef name() const override { return "nvptx"; }

  std::vector<backends::Target> targets() const override {
    std::vector<backends::Target> list;
    for (const PtxTarget &target : ptxTargets())
      list.push_back({target.name, target.description});
    return list;
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
    auto text = simt::generateCode(*prepared->translation.module, *prepared->machine,
                                   llvm::CodeGenFileType::AssemblyFile);
    if (!text)
      return text.takeError();
    abi::Image image;
    backends::describeImage(module, image);
    for (abi::KernelImage &kernel : image.kernels)
      kernel.sharedBytes =
          uint32_t(simt::sharedBytes(module.lookupSymbol<mlir::func::FuncOp>(kernel.kernel)));
    image.target = prepared->target->name;
    image.format = "ptx";
    image.bytes.assign(text->begin(), text->end());
    return image;
  }

  std::vector<backends::EmitKind> emitKinds() const override {
    return {{"llvm", "LLVM IR", backends::Stage::LLVM}, {"ptx", "PTX", backends::Stage::Object}};
  }

  llvm::Expected<std::string> print(mlir::ModuleOp module, llvm::StringRef name,
                                    const backends::Options &options, backends::Stage stage) override {
    assert(stage == backends::Stage::LLVM && "the only stage of emitKinds before the object");
    (void)stage;
    auto prepared = prepare(module, name, options);
    if (!prepared)
      return prepared.takeError();
    return simt::print(*prepared->translation.module);
  }

private:
  struct Prepared {
    const PtxTarget *target = nullptr;
    std::unique_ptr<llvm::TargetMachine> machine;
    simt::Translation translation;
  };

  // Everything but printf and asserts is in the hardware or in LLVM's back end.
  static backends::DevicePasses passesFor(const PtxTarget &target, const backends::Options &options) {
    backends::DevicePasses passes;
    passes.roundsAtATime = passes.threadsAtATime = options.optimization >= 2 ? 4 : 1;
    passes.integerDivision = passes.floatToInteger = passes.wideMultiply = false;
    passes.bitOperations = passes.bitOperations64 = passes.minimumMaximum = false;
    passes.smallFloats.halfConversions = passes.smallFloats.halfArithmetic = true;
    passes.smallFloats.halfAtomics = true;
    passes.smallFloats.bfloatConversions = passes.smallFloats.bfloatFma = target.generation >= 80;
    passes.smallFloats.bfloatArithmetic = passes.smallFloats.bfloatAtomics = target.generation >= 90;
    return passes;
  }

  // Up to optimised LLVM IR.
  static llvm::Expected<Prepared> prepare(mlir::ModuleOp module, llvm::StringRef name,
                                          const backends::Options &options) {
    Prepared result;
    auto target = findTarget(name);
    if (!target)
      return target.takeError();
    result.target = *target;
    auto machine = makeTargetMachine(**target, options.optimization);
    if (!machine)
      return machine.takeError();
    result.machine = std::move(*machine);
    if (llvm::Error error = backends::prepare(module, passesFor(**target, options)))
      return error;
    if (llvm::Error error = checkLimits(module))
      return error;
    auto makeEmitter = [&](llvm::Module &code, mlir::func::FuncOp kernel, simt::DebugLines &debug) {
      return std::make_unique<Emitter>(code, kernel, debug, **target);
    };
    auto translation = simt::translate(module, *result.machine, options,
                                       {kSpaces, llvm::DICompileUnit::DebugDirectivesOnly, makeEmitter});
    if (!translation)
      return translation.takeError();
    result.translation = std::move(*translation);
    if (llvm::Error error = simt::optimize(*result.translation.module, *result.machine, options.optimization))
      return error;
    freeUnrolledLoops(*result.translation.module);
    return result;
  }
};

} // namespace

backends::Backend *makeBackend() {
  static NvptxBackend backend;
  return &backend;
}

} // namespace hd::nvptx
