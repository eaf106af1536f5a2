// The host functions of a file, until all of it is read: which templates they launch is known only then.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/syntax/host_classes.h"
#include "frontend/syntax/launcher.h"
#include "frontend/syntax/type_names.h"

#include <deque>

namespace hd::syntax {

class HostFunctions {
public:
  void addKernelTemplate(std::string_view name) { kernels_.insert(name); }
  // A HostFunction with a body; `decl` is what stands for it, `names` are in the scope that it is declared
  // in.
  void add(Chunk chunk, ast::FunctionDecl *decl, const TypeNames &names);
  // The host's methods of a class; `makeDecl()` makes what stands for one.
  template <typename MakeDecl> void addClass(const Chunk &record, const TypeNames &names, MakeDecl makeDecl) {
    for (Chunk &method : classes_.add(record))
      functions_.push_back(
          {std::move(method), makeDecl(), names.here(), record.whole[record.nameIndex].text()});
  }
  // An instantiation of something of the host, or a declaration that may mention a class.
  void addMention(const Chunk &chunk, ast::FunctionDecl *decl, const TypeNames &names) {
    functions_.push_back({classes_.instantiation(chunk), decl, names.here(), ""});
  }
  // Gives `decl->launcher` to those that lead to kernel templates.
  void reduce(TypeNames &names, ast::TranslationUnit &unit);

private:
  struct Function {
    Chunk chunk;
    ast::FunctionDecl *decl;
    Scope *scope;
    std::string_view className; // of a method
    bool isTemplate() const { return chunk.headIndex > 0; }
    std::string_view name() const { return chunk.terminals[chunk.nameIndex].text(); }
  };

  bool mentions(const Function &function, const Launcher::Names &names) const;
  Launcher::Names templatesThatLaunch() const;
  ast::Decl *parse(Launcher &launcher, const Function &function, TypeNames &names,
                   ast::TranslationUnit &unit) const;

  HostClasses classes_;
  Launcher::Names kernels_;
  std::deque<Function> functions_;
};

} // namespace hd::syntax
