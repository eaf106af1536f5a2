// Registers and loads the dialects of kernels.
#include "ir/pipeline/context.h"

#include "ir/hd/dialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {

void registerDialects(DialectRegistry &registry) {
  registry.insert<HdDialect, func::FuncDialect, arith::ArithDialect, math::MathDialect, scf::SCFDialect>();
}

std::unique_ptr<MLIRContext> createContext() {
  DialectRegistry registry;
  registerDialects(registry);
  auto context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  return context;
}

} // namespace hd::ir
