// One source file through the frontend, as far as the request needs it.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/diag/engine.h"
#include "frontend/diag/source_manager.h"
#include "frontend/preprocess/preprocess.h"
#include "frontend/sema/check.h"
#include "runtime/jit/request.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace hd::jit {

// Each stage runs the ones before it and gives nothing after errors, which are then in `engine`.
class SourceRun {
public:
  SourceRun(const Request &request, const SourceFile &file);

  std::optional<std::string> tokens();
  std::optional<std::string> ast();
  // The verified IR of the frontend. A module that does not verify is our bug: `verifierMessage` is set.
  mlir::OwningOpRef<mlir::ModuleOp> hdModule(mlir::MLIRContext &context, std::string &verifierMessage);

  std::string renderDiagnostics() const;
  // After check(): the templates that were asked for, as far as they parsed.
  const std::vector<ast::KernelRequest> &kernelRequests() const { return unit.requests; }
  std::string report() const;     // see check_report.h
  std::string kernelList() const; // see check_report.h
  std::vector<FileRead> filesRead() const;
  bool failed() const { return engine.errorCount() > 0; }

private:
  bool parse();
  bool check();
  bool wantsVerdicts() const;
  std::optional<std::vector<ast::Decl *>> loadLibrary(std::string_view path);
  bool parseLibrary(std::string_view path, const preprocess::Options &options);

  const Request &request_;
  const SourceFile &file_;
  diag::SourceManager sources;
  diag::Engine engine;
  ast::TranslationUnit unit;
  std::optional<sema::Program> program;
  std::vector<sema::KernelVerdict> verdicts;
};

} // namespace hd::jit
