#include "frontend/ast/dump/dump.h"

#include "frontend/ast/dump/printer.h"

namespace hd::ast {

std::string dump(const std::vector<Decl *> &decls) {
  Printer printer;
  for (const Decl *decl : decls)
    printer.decl(decl);
  return printer.take();
}

std::string dump(const TranslationUnit &unit) {
  Printer printer;
  for (const Decl *decl : unit.decls)
    printer.decl(decl);
  for (const KernelRequest &request : unit.requests)
    printer.request(request);
  return printer.take();
}

std::string dump(const Expr *expr) {
  Printer printer;
  printer.expr(expr);
  return printer.take();
}

std::string dump(const Stmt *stmt) {
  Printer printer;
  printer.stmt(stmt);
  return printer.take();
}

std::string dump(const TypeSyntax &syntax) { return Printer().text(syntax); }

} // namespace hd::ast
