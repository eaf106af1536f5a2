// hd-device-passes: optimised hd IR in, a module for the cpu out, with the passes for devices in between.
// What these leave must mean the same as what they were given, and the cpu backend is the judge.
//
//   hd-device-passes IN.mlir --lower-warp --subgroups --globals-block --structured-exit --software --integers
//   --inexact
//   --rounds N -o OUT.hdm
//
// Hidden parameters (globals, messages) appear as ordinary ones in the module's record. Without -o it prints
// the IR.
#include "backends/backend.h"
#include "backends/device_image.h"
#include "ir/hd/build.h"
#include "ir/pipeline/context.h"
#include "runtime/abi/module_file.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;
namespace hd::cpu {
backends::Backend *makeBackend(); // not by the registry: this test needs no other backend
}

static cl::opt<std::string> input(cl::Positional, cl::Required);
static cl::opt<std::string> output("o");
static cl::opt<bool> lowerWarp("lower-warp"), subgroups("subgroups"), globalsBlock("globals-block"),
    structuredExit("structured-exit");
static cl::opt<bool> software("software", cl::desc("own fma, division and square roots"));
static cl::opt<bool> integers("integers", cl::desc("those of integers only"));
static cl::opt<bool> inexact("inexact", cl::desc("division and square roots by fma, from wrong ones"));
static cl::opt<unsigned> rounds("rounds", cl::desc("that loops do at a time"), cl::init(1));

static int fail(llvm::Error error) {
  llvm::errs() << llvm::toString(std::move(error)) << "\n";
  return 1;
}

static hd::backends::DevicePasses chosenPasses() {
  hd::backends::DevicePasses passes;
  passes.lowerWarp = lowerWarp || subgroups;
  passes.subgroups = subgroups;
  passes.globalsBlock = globalsBlock;
  passes.structuredExit = structuredExit;
  passes.doubles = !integers;
  passes.roundsAtATime = rounds;
  if (software || integers)
    passes.fma = passes.division = hd::backends::Arithmetic::Software;
  if (inexact)
    passes.division = hd::backends::Arithmetic::Software;
  return passes;
}

// The device's quotients and roots become wrong, by amounts that follow from their bits: up to 8 units in the
// last place of f32, up to 2^-21 of themselves of f64.
static void spoil(mlir::ModuleOp module) {
  module.walk([](mlir::Operation *op) {
    if (!mlir::isa<mlir::arith::DivFOp, mlir::math::SqrtOp>(op))
      return;
    mlir::OpBuilder builder(op->getContext());
    builder.setInsertionPointAfter(op);
    hd::ir::Build build(builder, op->getLoc());
    mlir::Value result = op->getResult(0);
    mlir::Type real = result.getType(), word = builder.getIntegerType(real.getIntOrFloatBitWidth());
    const bool single = real.isF32();
    mlir::Value bits = build.bitcast(result, word);
    mlir::Value hash = build.shr(
        build.mul(bits, build.integer(word, single ? 0x9e3779b1 : 0x9e3779b97f4a7c15)), single ? 16u : 32u);
    mlir::Value error =
        build.sub(build.make<mlir::arith::RemUIOp>(hash, build.integer(word, single ? 17 : 1u << 31)),
                  single ? 8 : 1u << 30);
    mlir::Value isNothing = build.isZero(build.bitAnd(bits, single ? 0x7f800000 : 0x7ff0000000000000));
    error = build.select(isNothing, build.integer(word, 0), error);
    mlir::Value wrong = build.bitcast(build.add(bits, error), real);
    result.replaceAllUsesExcept(wrong, bits.getDefiningOp());
  });
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv);
  auto context = hd::ir::createContext();
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(input, context.get());
  if (!module)
    return 1;
  hd::abi::Module result;
  if (llvm::Error error = hd::backends::prepare(*module, chosenPasses()))
    return fail(std::move(error));
  if (inexact)
    spoil(*module);
  module->walk([](hd::ir::DeviceHasOp op) { // the cpu has warps
    mlir::OpBuilder builder(op);
    op.replaceAllUsesWith(builder.create<mlir::arith::ConstantIntOp>(op.getLoc(), 1, 1).getResult());
    op.erase();
  });
  if (mlir::failed(mlir::verify(*module)))
    return 1;
  hd::abi::Image described;
  hd::backends::describeImage(*module, described);
  if (output.empty()) {
    module->print(llvm::outs());
    for (const hd::abi::KernelImage &kernel : described.kernels) {
      llvm::outs() << "// " << kernel.kernel << ": " << kernel.sharedBytes << " bytes shared, needs";
      for (const std::string &feature : kernel.features)
        llvm::outs() << " " << feature;
      llvm::outs() << "\n";
    }
    return 0;
  }
  hd::backends::describe(*module, result);
  hd::backends::Backend *cpu = hd::cpu::makeBackend();
  auto target = cpu->resolveTarget("cpu");
  if (!target)
    return fail(target.takeError());
  auto image = cpu->compile(*module, *target, {});
  if (!image)
    return fail(image.takeError());
  image->messages = described.messages;
  result.images.push_back(std::move(*image));
  std::vector<uint8_t> bytes = hd::abi::writeModule(result);
  std::error_code problem;
  llvm::raw_fd_ostream(output, problem).write(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  return problem ? 1 : 0;
}
