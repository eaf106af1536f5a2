// hd-device-passes: optimised hd IR in, a module for the cpu out, with the passes for devices in between.
// What these leave must mean the same as what they were given, and the cpu backend is the judge.
//
//   hd-device-passes IN.mlir --lower-warp --globals-block --structured-exit --software --integers --rounds N
//   -o OUT.hdm
//
// Hidden parameters (globals, messages) appear as ordinary ones in the module's record. Without -o it prints
// the IR.
#include "backends/backend.h"
#include "backends/device_image.h"
#include "ir/pipeline/context.h"
#include "runtime/abi/module_file.h"

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
static cl::opt<bool> lowerWarp("lower-warp"), globalsBlock("globals-block"),
    structuredExit("structured-exit");
static cl::opt<bool> software("software", cl::desc("own fma, division and square roots"));
static cl::opt<bool> integers("integers", cl::desc("those of integers only"));
static cl::opt<unsigned> rounds("rounds", cl::desc("that loops do at a time"), cl::init(1));

static int fail(llvm::Error error) {
  llvm::errs() << llvm::toString(std::move(error)) << "\n";
  return 1;
}

static hd::backends::DevicePasses chosenPasses() {
  hd::backends::DevicePasses passes;
  passes.lowerWarp = lowerWarp;
  passes.globalsBlock = globalsBlock;
  passes.structuredExit = structuredExit;
  passes.doubles = !integers;
  passes.roundsAtATime = rounds;
  if (software || integers)
    passes.fma = passes.division = hd::backends::Arithmetic::Software;
  return passes;
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
