#include "runtime/jit/compiler/ir_bytes.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/raw_ostream.h"

namespace hd::jit {

std::vector<uint8_t> writeIR(mlir::ModuleOp module) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  mlir::BytecodeWriterConfig config("heddle " HD_VERSION);
  if (mlir::failed(mlir::writeBytecodeToFile(module, stream, config)))
    return {};
  return {bytes.begin(), bytes.end()};
}

mlir::OwningOpRef<mlir::ModuleOp> readIR(mlir::MLIRContext &context, std::string_view bytes,
                                         std::string &problem) {
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    llvm::raw_string_ostream(problem) << diagnostic << "\n";
  });
  llvm::StringRef text(bytes.data(), bytes.size());
  if (!mlir::isBytecode(llvm::MemoryBufferRef(text, "module"))) {
    problem = "it is no MLIR bytecode\n";
    return nullptr;
  }
  return mlir::parseSourceString<mlir::ModuleOp>(text, mlir::ParserConfig(&context), "module");
}

} // namespace hd::jit
