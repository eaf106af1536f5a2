#include "frontend/syntax/host_functions.h"
#include "frontend/syntax/brackets.h"
#include "frontend/syntax/builder.h"

#include <algorithm>

namespace hd::syntax {

void HostFunctions::add(Chunk chunk, ast::FunctionDecl *decl, const TypeNames &names) {
  std::string_view name = chunk.terminals[chunk.nameIndex].text();
  if (chunk.isMember)
    classes_.surround(chunk);
  std::string_view now = chunk.terminals[chunk.nameIndex].text();
  std::string_view className = now == name ? "" : now.substr(0, now.find('.'));
  functions_.push_back({std::move(chunk), decl, names.here(), className});
}

bool HostFunctions::mentions(const Function &function, const Launcher::Names &names) const {
  const Terminals &terminals = function.chunk.terminals;
  return std::any_of(terminals.begin() + ptrdiff_t(function.chunk.bodyIndex), terminals.end(),
                     [&](const Terminal &terminal) {
                       return terminal.type == Tok::IDENTIFIER && names.count(terminal.text());
                     });
}

// Host templates that mention a kernel template, or another host template that does.
Launcher::Names HostFunctions::templatesThatLaunch() const {
  Launcher::Names found, all = kernels_;
  std::vector<const Function *> rest;
  for (const Function &function : functions_)
    if (function.isTemplate())
      rest.push_back(&function);
  for (bool isMore = true; isMore;) {
    isMore = false;
    std::erase_if(rest, [&](const Function *function) {
      if (!mentions(*function, all))
        return false;
      bool isOfClass = classes_.membersOf(function->className) &&
                       function->name() == classes_.membersOf(function->className)->text;
      isMore |= found.insert(isOfClass ? function->className : function->name()).second;
      return true;
    });
    all.insert(found.begin(), found.end());
  }
  return found;
}

void HostFunctions::reduce(TypeNames &names, ast::TranslationUnit &unit) {
  if (kernels_.empty())
    return;
  Launcher::Names hosts = templatesThatLaunch();
  Scope *saved = names.here();
  for (Function &function : functions_) {
    if (!mentions(function, kernels_) && !mentions(function, hosts))
      continue;
    Launcher launcher(function.chunk, kernels_, hosts, classes_);
    if (!launcher.isNeeded())
      continue;
    names.comeBackTo(function.scope);
    function.decl->launcher = parse(launcher, function, names, unit);
  }
  names.comeBackTo(saved);
}

// What does not parse is left out, one piece after the other.
ast::Decl *HostFunctions::parse(Launcher &launcher, const Function &function, TypeNames &names,
                                ast::TranslationUnit &unit) const {
  constexpr unsigned kMaxTries = 32;
  diag::Engine silent;
  for (unsigned i = 0; i < kMaxTries; ++i) {
    Terminals terminals = launcher.tokens();
    if (!checkComplexity(terminals, silent))
      return nullptr;
    names.decide(terminals, true);
    Tree tree;
    if (auto failure = parseChunk(terminals, tree)) {
      if (!launcher.drop(failure->index))
        return nullptr;
      continue;
    }
    std::vector<ast::Decl *> decls;
    Builder(terminals, unit, silent, function.chunk.contract).build(tree.root, decls);
    return decls.size() == 1 && !silent.errorCount() ? decls[0] : nullptr;
  }
  return nullptr;
}

} // namespace hd::syntax
