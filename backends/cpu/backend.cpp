// The cpu backend: hd IR -> SIMD LLVM IR -> ELF object.
#include "backends/backend.h"

#include "backends/cpu/annotate.h"
#include "backends/cpu/build.h"
#include "backends/cpu/merge_objects.h"
#include "backends/cpu/optimize.h"
#include "backends/cpu/small_floats.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Linker/Linker.h"
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
    Build build(module, name, options);
    std::vector<ObjectBytes> objects(build.units.size());
    llvm::Error error = build.forEachUnit([&](size_t index) -> llvm::Error {
      llvm::LLVMContext context;
      auto code = build.optimized(index, context);
      if (!code)
        return code.takeError();
      auto bytes = generateCode(*code->module, *code->machine, llvm::CodeGenFileType::ObjectFile);
      if (!bytes)
        return bytes.takeError();
      objects[index] = std::move(*bytes);
      return llvm::Error::success();
    });
    if (error)
      return error;
    auto bytes = mergeObjects(std::move(objects), build.aliases());
    if (!bytes)
      return bytes.takeError();
    abi::Image image;
    image.target = build.target->name;
    image.format = "elf";
    image.kernels = build.kernelImages();
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
    return stage == backends::Stage::Assembly ? printAssembly(module, name, options)
                                              : printLLVM(module, name, options);
  }

private:
  // One text for each unit, as they do not share the names of their local labels.
  static llvm::Expected<std::string> printAssembly(mlir::ModuleOp module, llvm::StringRef name,
                                                   const backends::Options &options) {
    Build build(module, name, options);
    std::vector<std::string> texts(build.units.size());
    llvm::Error error = build.forEachUnit([&](size_t index) -> llvm::Error {
      llvm::LLVMContext context;
      auto code = build.optimized(index, context);
      if (!code)
        return code.takeError();
      auto text = generateCode(*code->module, *code->machine, llvm::CodeGenFileType::AssemblyFile);
      if (!text)
        return text.takeError();
      texts[index].assign(text->begin(), text->end());
      return llvm::Error::success();
    });
    if (error)
      return error;
    std::string all = llvm::join(texts, "\n");
    for (const Alias &alias : build.aliases())
      all += "\n\t.globl\t" + alias.name + "\n\t.set\t" + alias.name + ", " + alias.of + "\n";
    return all;
  }

  // All units in one module, which needs one context and so one thread.
  static llvm::Expected<std::string> printLLVM(mlir::ModuleOp module, llvm::StringRef name,
                                               const backends::Options &options) {
    backends::Options alone = options;
    alone.workers = nullptr;
    Build build(module, name, alone);
    llvm::LLVMContext context;
    std::unique_ptr<llvm::Module> all;
    llvm::Error error = build.forEachUnit([&](size_t index) -> llvm::Error {
      auto code = build.optimized(index, context);
      if (!code)
        return code.takeError();
      if (!all)
        all = std::move(code->module);
      else if (llvm::Linker::linkModules(*all, std::move(code->module)))
        return llvm::createStringError("internal error: the module of a kernel cannot be linked");
      return llvm::Error::success();
    });
    if (error)
      return error;
    for (const Alias &alias : build.aliases())
      llvm::GlobalAlias::create(alias.name, all->getFunction(alias.of));
    std::string text;
    llvm::raw_string_ostream stream(text);
    all->print(stream, nullptr);
    return stream.str();
  }
};

} // namespace

backends::Backend *makeBackend() {
  static CpuBackend backend;
  return &backend;
}

} // namespace hd::cpu
