#include "frontend/sema/check.h"

#include "frontend/sema/checker.h"

namespace hd::sema {

Checker::Checker(TranslationUnit &unit, diag::Engine &engine, const LibraryLoader &loader)
    : CheckerState(unit, engine, loader) {
  evaluation_ = evaluationOfConstants();
  builtins_->attach(unit);
  libraryScope_ = newScope(nullptr, Scope::Kind::Namespace);
  fileScope_ = scope_ = newScope(nullptr, Scope::Kind::Namespace);
  namespaceScope("std", false); // `std::sqrt` is a builtin whether or not a header declares anything
}

std::optional<Program> Checker::run() {
  for (Decl *decl : std::vector<Decl *>(unit_.decls))
    checkDecl(decl);
  for (KernelRequest &request : unit_.requests)
    checkRequest(request);
  launches_.follow();
  checkBodies();
  unit_.decls.insert(unit_.decls.begin(), libraryDecls_.begin(), libraryDecls_.end());
  fillDispatchers();
  resolveCalls();
  judgeKernels();
  if (engine_.errorCount())
    return std::nullopt;
  Program program;
  program.unit = &unit_;
  fillProgram(program);
  return program;
}

std::optional<Program> check(TranslationUnit &unit, diag::Engine &engine, const LibraryLoader &loader,
                             std::vector<KernelVerdict> *verdicts) {
  Checker checker(unit, engine, loader);
  auto program = checker.run();
  if (verdicts)
    *verdicts = checker.verdicts();
  return program;
}

} // namespace hd::sema
