// Which instances of kernel templates host code launches, see launch.cpp. Private to frontend/sema.
#pragma once

#include "frontend/ast/decl.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace hd::sema {

class Checker;
class Scope;

class Launches {
public:
  explicit Launches(Checker &checker) : checker_(checker) {}
  void note(ast::Decl *launcher); // declared in the current scope
  void follow();                  // all of them, when the whole file is known

private:
  void followLauncher(ast::FunctionDecl *function, Scope *scope);
  void followBlock(ast::CompoundStmt *block);
  void followDeclarations(ast::DeclStmt *stmt);
  void followCall(ast::Expr *expr);
  std::vector<ast::Expr *> typedArgs(const std::vector<ast::Expr *> &written);
  void launch(ast::TemplateDecl *decl, const std::vector<ast::TemplateArgSyntax> *explicitArgs,
              const std::vector<ast::Expr *> *args, diag::Range where);
  void callLauncher(ast::TemplateDecl *decl, const std::vector<ast::TemplateArgSyntax> *explicitArgs,
                    const std::vector<ast::Expr *> &args, diag::Range where);

  Checker &checker_;
  std::map<std::string, std::vector<ast::TemplateDecl *>> hostTemplates_; // launchers, by their names
  std::deque<std::pair<ast::FunctionDecl *, Scope *>> launchers_;         // to be followed
  size_t launcherCount_ = 0;
};

} // namespace hd::sema
