// Checks a source text with the whole frontend before sema, math library included.
#pragma once

#include "frontend/diag/render.h"
#include "frontend/sema/builtins.h"
#include "frontend/sema/check.h"
#include "frontend/syntax/parse.h"
#include "stdlib/embedded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hd::sema::test {

struct Checked {
  diag::SourceManager sources;
  diag::Engine engine;
  ast::TranslationUnit unit;
  std::optional<Program> program;

  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const diag::Diagnostic &diagnostic : engine.all())
      all.push_back(diag::stableIdOf(diagnostic.id));
    return all;
  }
  std::string text() const { return diag::renderText(engine, sources, false); }
  ast::FunctionDecl *function(std::string_view name) const {
    for (ast::Decl *decl : unit.decls)
      if (auto *found = llvm::dyn_cast<ast::FunctionDecl>(decl); found && found->body && found->name == name)
        return found;
    return nullptr;
  }
  // The expression of the kernel's last statement.
  ast::Expr *lastExpr(std::string_view name = "k") const {
    return llvm::cast<ast::ExprStmt>(function(name)->body->body.back())->expr;
  }
};

// Without `withLibrary` every library file is there but empty.
inline std::unique_ptr<Checked> checkSource(std::string_view source, bool withLibrary = true) {
  auto result = std::make_unique<Checked>();
  preprocess::Options options;
  options.embedded = [](std::string_view path) { return stdlib::find(path); };
  if (!syntax::parseFile(result->sources, result->engine, result->unit, options, {"test.hd", source}))
    return result;
  LibraryLoader loader = [&](std::string_view file) -> std::optional<std::vector<ast::Decl *>> {
    if (!withLibrary)
      return std::vector<ast::Decl *>();
    size_t before = result->unit.decls.size();
    bool parsed = syntax::parseFile(result->sources, result->engine, result->unit, options,
                                    {std::string(file), stdlib::find(file)});
    std::vector<ast::Decl *> decls(result->unit.decls.begin() + before, result->unit.decls.end());
    result->unit.decls.resize(before);
    return parsed ? std::optional(decls) : std::nullopt;
  };
  result->program = check(result->unit, result->engine, loader);
  return result;
}

// `body` in a kernel with some parameters to use.
inline std::string kernel(const std::string &body) {
  return "__global__ void k(float *f, const float *cf, int *i, int n, float x, double d, unsigned u) {" +
         body + "}";
}

inline void expectGood(const std::string &source) {
  auto checked = checkSource(source);
  EXPECT_TRUE(checked->program && checked->engine.all().empty()) << source << "\n" << checked->text();
}

// Exactly one diagnostic, of this id: nothing follows from the first.
inline void expectId(const std::string &id, const std::string &source) {
  auto checked = checkSource(source);
  EXPECT_THAT(checked->ids(), testing::ElementsAre(id)) << source << "\n" << checked->text();
}

struct Case {
  const char *id;
  std::string source;
};

inline void expectEach(const std::vector<Case> &cases) {
  for (const Case &entry : cases)
    expectId(entry.id, entry.source);
}

} // namespace hd::sema::test
