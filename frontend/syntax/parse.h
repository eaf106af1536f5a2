// Tokens to AST. ANTLR lives behind this header: none of its types, macros or exceptions get out.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/preprocess/preprocess.h"

namespace hd::syntax {

// Appends the declarations to `unit` in source order. Functions without `__global__` or `__device__` become
// FunctionDecls with `isHost` and no body, whatever is in them. False when it reported an error: the
// declarations that parsed are in `unit`, but checking them could give errors that follow from the first.
bool parse(const std::vector<preprocess::Token> &tokens, diag::SourceManager &sources, diag::Engine &engine,
           ast::TranslationUnit &unit, const preprocess::Options &options = {});

// Preprocesses and parses. May be called again for another file into the same unit; names of types known in
// the unit are not visible in it, so each such file is complete in itself.
bool parseFile(diag::SourceManager &sources, diag::Engine &engine, ast::TranslationUnit &unit,
               const preprocess::Options &options, const preprocess::Source &source);

} // namespace hd::syntax
