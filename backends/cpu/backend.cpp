// The cpu backend: hd IR -> SIMD LLVM IR -> ELF object.
#include "backends/backend.h"

#include "backends/cpu/annotate.h"
#include "backends/cpu/optimize.h"
#include "backends/cpu/small_floats.h"
#include "backends/cpu/translate.h"

#include "llvm/Support/raw_ostream.h"

namespace hd::cpu {

namespace {

class CpuBackend : public backends::Backend {
public:
  llvm::StringRef name() const override { return "cpu"; }

  std::vector<backends::Target> targets() const override {
    std::vector<backends::Target> list;
    for (const VectorTarget &target : vectorTargets())
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
    if (llvm::Error error = optimize(*prepared->translation.module, *prepared->machine, options.optimization))
      return error;
    auto bytes =
        generateCode(*prepared->translation.module, *prepared->machine, llvm::CodeGenFileType::ObjectFile);
    if (!bytes)
      return bytes.takeError();
    abi::Image image;
    image.target = prepared->target->name;
    image.format = "elf";
    image.kernels = std::move(prepared->translation.kernels);
    image.bytes.assign(bytes->begin(), bytes->end());
    return image;
  }

  llvm::Expected<std::string> print(mlir::ModuleOp module, llvm::StringRef name,
                                    const backends::Options &options, backends::Stage stage) override {
    if (stage == backends::Stage::Lowered) {
      auto target = findTarget(name);
      if (!target)
        return target.takeError();
      legalizeSmallFloats(module, **target);
      return annotate(module);
    }
    auto prepared = prepare(module, name, options);
    if (!prepared)
      return prepared.takeError();
    if (llvm::Error error = optimize(*prepared->translation.module, *prepared->machine, options.optimization))
      return error;
    if (stage == backends::Stage::Assembly) {
      auto text = generateCode(*prepared->translation.module, *prepared->machine,
                               llvm::CodeGenFileType::AssemblyFile);
      if (!text)
        return text.takeError();
      return std::string(text->begin(), text->end());
    }
    std::string text;
    llvm::raw_string_ostream stream(text);
    prepared->translation.module->print(stream, nullptr);
    return stream.str();
  }

private:
  struct Prepared {
    const VectorTarget *target = nullptr;
    std::unique_ptr<llvm::TargetMachine> machine;
    Translation translation;
  };

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
    legalizeSmallFloats(module, **target);
    auto translation = translate(module, **target, *result.machine, options);
    if (!translation)
      return translation.takeError();
    result.translation = std::move(*translation);
    return result;
  }
};

} // namespace

backends::Backend *makeBackend() {
  static CpuBackend backend;
  return &backend;
}

} // namespace hd::cpu
