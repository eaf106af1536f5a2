// The opencl backend: hd IR -> OpenCL C, which the device's driver compiles.
#include "backends/backend.h"
#include "backends/device_image.h"
#include "backends/opencl/source.h"

#include "llvm/Support/raw_ostream.h"

namespace hd::opencl {

namespace {

// Integers, conversions and minimum are functions of the source's prelude, which reads better than their
// expansion; so are divisions and fma for devices whose own are not exact.
llvm::Error lower(mlir::ModuleOp module, const backends::Options &options) {
  backends::DevicePasses passes;
  passes.lowerWarp = passes.subgroups = true;
  passes.lanesInStep = 64; // of the widest devices
  passes.globalsBlock = true;
  passes.roundsAtATime = passes.threadsAtATime = options.optimization >= 2 ? 4 : 1;
  passes.structuredExit = passes.driverOptimizes = passes.orLanes = true;
  passes.integerDivision = passes.floatToInteger = passes.minimumMaximum = false;
  passes.smallFloats.halfConversions = passes.smallFloats.bfloatConversions = true;
  passes.smallFloats.doubles = passes.narrowCas = false;
  passes.wideMultiply = passes.bitOperations = passes.bitOperations64 = false;
  return backends::prepare(module, passes);
}

class OpenclBackend : public backends::Backend {
public:
  llvm::StringRef name() const override { return "opencl"; }

  std::vector<backends::Target> targets() const override {
    return {{"opencl", "OpenCL C 1.2, compiled by the device's driver"}};
  }

  std::vector<backends::EmitKind> emitKinds() const override {
    return {{"mlir", "IR as the backend lowers it", backends::Stage::Lowered},
            {"source", "OpenCL C", backends::Stage::Object}};
  }

  llvm::Expected<std::string> resolveTarget(llvm::StringRef target) const override {
    if (target == "opencl")
      return target.str();
    return llvm::createStringError("unknown target `" + target.str() + "`: expected `opencl`");
  }

  llvm::Expected<abi::Image> compile(mlir::ModuleOp module, llvm::StringRef target,
                                     const backends::Options &options) override {
    if (llvm::Error error = lower(module, options))
      return error;
    auto source = emitSource(module, options.sourceFile);
    if (!source)
      return source.takeError();
    abi::Image image;
    image.target = target.str();
    image.format = "opencl-c";
    backends::describeImage(module, image);
    image.bytes.assign(source->begin(), source->end());
    return image;
  }

  llvm::Expected<std::string> print(mlir::ModuleOp module, llvm::StringRef, const backends::Options &options,
                                    backends::Stage stage) override {
    if (llvm::Error error = lower(module, options))
      return error;
    if (stage != backends::Stage::Lowered)
      return emitSource(module, options.sourceFile);
    std::string text;
    llvm::raw_string_ostream stream(text);
    module.print(stream);
    return text;
  }
};

} // namespace

backends::Backend *makeBackend() {
  static OpenclBackend backend;
  return &backend;
}

} // namespace hd::opencl
