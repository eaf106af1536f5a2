#include "backends/simt/debug_lines.h"

using namespace mlir;

namespace hd::simt {

DebugLines::DebugLines(llvm::Module &module, bool enabled, llvm::StringRef sourceFile,
                       llvm::DICompileUnit::DebugEmissionKind kind) {
  if (!enabled)
    return;
  builder_ = std::make_unique<llvm::DIBuilder>(module);
  builder_->createCompileUnit(llvm::dwarf::DW_LANG_C_plus_plus_17, builder_->createFile(sourceFile, "."),
                              "heddle", true, "", 0, "", kind);
  module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  module.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 4);
}

llvm::DISubprogram *DebugLines::describe(func::FuncOp kernel, llvm::Function *function) {
  if (!builder_)
    return nullptr;
  auto place = kernel.getLoc()->findInstanceOf<FileLineColLoc>();
  unsigned line = place ? place.getLine() : 1;
  llvm::DIFile *file = builder_->createFile(place ? place.getFilename().str() : "<source>", ".");
  auto *type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  auto *subprogram =
      builder_->createFunction(file, kernel.getName(), function->getName(), file, line, type, line,
                               llvm::DINode::FlagPrototyped, llvm::DISubprogram::SPFlagDefinition);
  function->setSubprogram(subprogram);
  return subprogram;
}

void DebugLines::locate(llvm::IRBuilder<> &builder, llvm::DISubprogram *subprogram, Operation *op) {
  if (!subprogram)
    return;
  auto place = op->getLoc()->findInstanceOf<FileLineColLoc>();
  builder.SetCurrentDebugLocation(llvm::DILocation::get(builder.getContext(),
                                                        place ? place.getLine() : subprogram->getLine(),
                                                        place ? place.getColumn() : 0, subprogram));
}

void DebugLines::finish() {
  if (builder_)
    builder_->finalize();
}

} // namespace hd::simt
