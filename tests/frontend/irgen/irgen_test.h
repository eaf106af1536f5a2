// A source text through the whole frontend to verified IR.
#pragma once

#include "frontend/diag/render.h"
#include "frontend/irgen/generate.h"
#include "frontend/syntax/parse.h"
#include "stdlib/embedded.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hd::irgen::test {

struct Lowered {
  mlir::MLIRContext context;
  diag::SourceManager sources;
  diag::Engine engine;
  ast::TranslationUnit unit;
  mlir::OwningOpRef<mlir::ModuleOp> module;

  std::string diagnostics() const { return diag::renderText(engine, sources, false); }
  std::string ir() {
    std::string text;
    llvm::raw_string_ostream stream(text);
    if (module)
      module->print(stream);
    return text;
  }
};

// `edit` may change the tree between sema and irgen.
inline std::unique_ptr<Lowered> lowerSource(std::string_view source,
                                            llvm::function_ref<void(ast::TranslationUnit &)> edit = nullptr) {
  auto result = std::make_unique<Lowered>();
  preprocess::Options options;
  options.embedded = [](std::string_view path) { return stdlib::find(path); };
  if (!syntax::parseFile(result->sources, result->engine, result->unit, options, {"test.hd", source}))
    return result;
  sema::LibraryLoader loader = [&](std::string_view file) -> std::optional<std::vector<ast::Decl *>> {
    size_t before = result->unit.decls.size();
    bool parsed = syntax::parseFile(result->sources, result->engine, result->unit, options,
                                    {std::string(file), stdlib::find(file)});
    std::vector<ast::Decl *> decls(result->unit.decls.begin() + before, result->unit.decls.end());
    result->unit.decls.resize(before);
    return parsed ? std::optional(decls) : std::nullopt;
  };
  std::optional<sema::Program> program = sema::check(result->unit, result->engine, loader);
  if (program && edit)
    edit(result->unit);
  if (program)
    result->module = generate(result->context, *program, result->sources, result->engine);
  return result;
}

// The IR's text, runs of spaces as one; the test fails when there are errors or the module does not verify.
inline std::string ir(std::string_view source) {
  auto lowered = lowerSource(source);
  EXPECT_TRUE(lowered->module) << source << "\n" << lowered->diagnostics();
  if (!lowered->module)
    return "";
  EXPECT_TRUE(mlir::succeeded(mlir::verify(*lowered->module))) << source << "\n" << lowered->ir();
  std::string text = lowered->ir();
  auto isSecondSpace = [](char a, char b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), isSecondSpace), text.end());
  return text;
}

// `body` in a kernel with some parameters to use.
inline std::string kernel(const std::string &body) {
  return "__global__ void k(float *f, const float *cf, int *p, int n, float x, double d, unsigned u) {" +
         body + "}";
}

inline size_t count(const std::string &text, std::string_view part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

} // namespace hd::irgen::test
