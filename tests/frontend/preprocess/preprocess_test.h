// Preprocesses a text and shows the tokens on one line.
#pragma once

#include "frontend/diag/render.h"
#include "frontend/preprocess/preprocess.h"
#include "stdlib/embedded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hd::preprocess {

struct Preprocess : testing::Test {
  diag::SourceManager sources;
  diag::Engine engine;
  Options options{{}, {}, [](std::string_view path) { return stdlib::find(path); }};
  std::vector<Token> tokens;

  std::string run(std::string_view text, const std::string &path = "test.hd") {
    tokens = preprocess(sources, engine, options, {path, text});
    std::string out;
    for (const Token &token : tokens)
      if (token.kind != TokenKind::End)
        out += (out.empty() ? "" : " ") + std::string(token.text.empty() ? nameOf(token.kind) : token.text);
    return out;
  }

  std::string errors() const { return diag::renderText(engine, sources, false); }

  const Token &token(std::string_view text) const {
    for (const Token &candidate : tokens)
      if (candidate.text == text)
        return candidate;
    return tokens.back();
  }
};

} // namespace hd::preprocess
