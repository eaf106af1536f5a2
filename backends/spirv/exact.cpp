// The software is that of the pass expand-arithmetic. It is long, so it is a function and not written out at
// every use.
#include "backends/spirv/exact.h"

#include "ir/transforms/expand_arithmetic/expand_arithmetic.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace hd::spirv {

func::FuncOp makeExactFunction(ModuleOp module, llvm::StringRef name, unsigned bits) {
  MLIRContext *context = module.getContext();
  Type type = bits == 64 ? Type(Float64Type::get(context)) : Float32Type::get(context);
  unsigned operands = name == "fma" ? 3 : name == "divide" ? 2 : 1;
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Location place = builder.getUnknownLoc();
  auto function =
      builder.create<func::FuncOp>(place, ("exact_" + name + "_f" + llvm::Twine(bits)).str(),
                                   builder.getFunctionType(SmallVector<Type>(operands, type), type));
  Block *body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  ValueRange arguments = body->getArguments();
  Value result = name == "fma"      ? builder.create<math::FmaOp>(place, type, arguments)
                 : name == "divide" ? builder.create<arith::DivFOp>(place, type, arguments)
                                    : Value(builder.create<math::SqrtOp>(place, type, arguments));
  builder.create<func::ReturnOp>(place, result);
  ir::ExpandArithmeticOptions options;
  options.fma = options.division = "probed";
  options.bitOperations = false;
  options.doubles = false; // so that f32 needs no f64
  PassManager passes(context, func::FuncOp::getOperationName());
  passes.addPass(ir::createExpandArithmetic(options));
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  if (failed(passes.run(function)))
    llvm::report_fatal_error("expand-arithmetic fails on a function of the spirv backend");
  return function;
}

} // namespace hd::spirv
