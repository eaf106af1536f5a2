#include "backends/cpu/annotate.h"

#include "backends/cpu/translate.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace hd::cpu {

static std::string describe(Shape shape) {
  switch (shape.kind) {
  case Shape::Kind::Undefined:
    return "undefined";
  case Shape::Kind::Uniform:
    return shape.blockUniform ? "block-uniform" : "uniform";
  case Shape::Kind::Linear:
    return "linear(" + std::to_string(shape.stride) + ")";
  case Shape::Kind::Varying:
    return "varying";
  }
  llvm_unreachable("all kinds are handled");
}

static const char *describe(Mapping mapping) {
  switch (mapping) {
  case Mapping::Rows:
    return "rows";
  case Mapping::Tiles:
    return "tiles";
  case Mapping::Dense:
    return "dense";
  }
  llvm_unreachable("all mappings are handled");
}

std::string annotate(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = module.clone();
  Builder builder(copy->getContext());
  for (auto kernel : copy->getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(ir::kKernelAttr))
      continue;
    PrivateMemory privates(kernel);
    Mapping mapping = mappingOf(kernel);
    Analysis analysis(kernel, privates, mapping);
    kernel->setAttr("cpu.mapping", builder.getStringAttr(describe(mapping)));
    kernel.walk([&](Operation *op) {
      if (op->getNumResults() == 0)
        return;
      std::string text;
      for (Value result : op->getResults())
        text += (text.empty() ? "" : ", ") + describe(analysis.shapeOf(result));
      op->setAttr("cpu.shape", builder.getStringAttr(text));
    });
  }
  std::string text;
  llvm::raw_string_ostream stream(text);
  copy->print(stream);
  return stream.str();
}

} // namespace hd::cpu
