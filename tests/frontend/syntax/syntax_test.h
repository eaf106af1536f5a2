// Parses a text; shows the tree and the diagnostics.
#pragma once

#include "frontend/ast/dump/dump.h"
#include "frontend/diag/render.h"
#include "frontend/syntax/parse.h"
#include "stdlib/embedded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hd::syntax {

struct Syntax : testing::Test {
  diag::SourceManager sources;
  diag::Engine engine;
  ast::TranslationUnit unit;

  bool parse(std::string_view text, const std::string &path = "test.hd") {
    preprocess::Options options{{}, {}, [](std::string_view name) { return stdlib::find(name); }};
    return parseFile(sources, engine, unit, options, {path, text});
  }
  bool parseBody(const std::string &body) {
    return parse("__global__ void k(int *a, int n) {\n" + body + "\n}\n");
  }
  std::string tree() const { return ast::dump(unit); }
  std::string errors() const { return diag::renderText(engine, sources, false); }

  // The expression after `return` of the only function.
  std::string expression(const std::string &text) {
    EXPECT_TRUE(parse("__device__ int f() { return " + text + "; }")) << errors();
    auto *function = static_cast<ast::FunctionDecl *>(unit.decls.back());
    return ast::dump(static_cast<ast::ReturnStmt *>(function->body->body[0])->value);
  }
};

// One of several inputs of a test.
struct Snippet : Syntax {
  void TestBody() override {}
};

} // namespace hd::syntax
