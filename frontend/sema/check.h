// Semantic analysis: an untyped translation unit in, the same one typed and with all conversions explicit
// out, or diagnostics.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/diag/engine.h"

#include <functional>
#include <optional>
#include <string_view>

namespace hd::sema {

// What irgen needs. All of it lives in `unit`.
struct Program {
  ast::TranslationUnit *unit = nullptr;
  std::vector<ast::FunctionDecl *> kernels;   // in source order
  std::vector<ast::FunctionDecl *> functions; // reached from kernels, with bodies, callees first; no kernels
  // Variables of device, constant and shared memory that kernels reach: file-scope ones and function-local
  // statics (`__shared__` locals are not among them). Initialisers are folded: literals, or lists of them.
  std::vector<ast::VarDecl *> globals;
};

// Parses an embedded file of the standard library (`math/exp.hd`) into the translation unit and returns its
// declarations without adding them to `unit.decls`; nothing when it failed (which it has reported).
using LibraryLoader = std::function<std::optional<std::vector<ast::Decl *>>(std::string_view file)>;

// Whether a kernel that the file defines compiles, whatever else in it does not.
struct KernelVerdict {
  const ast::FunctionDecl *kernel = nullptr;  // of a template that has no instance its pattern
  const ast::TemplateDecl *pattern = nullptr; // what `kernel` is an instance of
  bool isInstance = true;
  bool isGood = true;               // nothing that it reaches has an error
  std::optional<size_t> diagnostic; // else the one that blocks it, an index into the engine's list
};

// Nothing when there were errors; warnings alone do not stop it. A file without kernels gives a Program
// without kernels.
std::optional<Program> check(ast::TranslationUnit &unit, diag::Engine &engine, const LibraryLoader &loader,
                             std::vector<KernelVerdict> *verdicts = nullptr);

} // namespace hd::sema
