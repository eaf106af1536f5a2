// The spirv backend: hd IR -> a SPIR-V 1.5 module for compute on Vulkan 1.2.
#include "backends/backend.h"

#include "backends/device_image.h"
#include "backends/spirv/translate.h"

#include "llvm/Support/raw_ostream.h"

namespace hd::spirv {

namespace {

backends::DevicePasses passesFor(const backends::Options &options) {
  backends::DevicePasses passes;
  passes.lowerWarp = passes.subgroups = true;
  passes.lanesInStep = 128; // the largest subgroup
  passes.globalsBlock = true;
  passes.roundsAtATime = passes.threadsAtATime = options.optimization >= 2 ? 4 : 1;
  passes.bitOperations = false; // SPIR-V has those of 32 bits
  passes.smallFloats.doubles = passes.narrowCas = false;
  passes.driverOptimizes = true;
  passes.structuredExit = true; // a barrier waits for all threads of the block
  return passes;
}

class SpirvBackend : public backends::Backend {
public:
  llvm::StringRef name() const override { return "vulkan"; }

  std::vector<backends::Target> targets() const override {
    return {{"vulkan", "SPIR-V for compute on Vulkan 1.2"}};
  }

  std::vector<backends::EmitKind> emitKinds() const override {
    return {{"mlir", "IR after the device passes", backends::Stage::Lowered},
            {"spirv", "SPIR-V binary", backends::Stage::Object}};
  }

  llvm::Expected<std::string> resolveTarget(llvm::StringRef target) const override {
    if (target == name())
      return target.str();
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "unknown target `%s`; there is only `vulkan`", target.str().c_str());
  }

  llvm::Expected<abi::Image> compile(mlir::ModuleOp module, llvm::StringRef target,
                                     const backends::Options &options) override {
    if (llvm::Error error = backends::prepare(module, passesFor(options)))
      return error;
    abi::Image image;
    image.target = target.str();
    image.format = "spirv";
    backends::describeImage(module, image);
    if (llvm::Error error = translate(module, options, image))
      return error;
    return image;
  }

  llvm::Expected<std::string> print(mlir::ModuleOp module, llvm::StringRef, const backends::Options &options,
                                    backends::Stage stage) override {
    if (stage != backends::Stage::Lowered)
      return llvm::createStringError(llvm::inconvertibleErrorCode(), "the spirv backend has no such stage");
    if (llvm::Error error = backends::prepare(module, passesFor(options)))
      return error;
    std::string text;
    llvm::raw_string_ostream stream(text);
    module.print(stream);
    return stream.str();
  }
};

} // namespace

backends::Backend *makeBackend() {
  static SpirvBackend backend;
  return &backend;
}

} // namespace hd::spirv
