// heddle-opt: reads IR, runs the passes named on the command line, prints IR. For tests and for looking.
#include "ir/pipeline/context.h"
#include "ir/pipeline/pipeline.h"
#include "ir/transforms/passes.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  hd::ir::registerDialects(registry);
  hd::ir::registerPasses();
  hd::ir::registerPipeline();
  mlir::registerCanonicalizer();
  mlir::registerCSE();
  mlir::registerLoopInvariantCodeMotion();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "heddle's optimizer driver\n", registry));
}
