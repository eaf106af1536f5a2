// What `heddle check --json` says of one file: its kernels, whether each compiles, and the diagnostics.
#pragma once

#include "frontend/ast/decl.h"
#include "frontend/diag/engine.h"
#include "frontend/diag/source_manager.h"

#include <string>

namespace hd::jit {

// One JSON object:
//   file         the path as it was given
//   errors       their number
//   kernels      in source order, each with
//     name, file, line   of the definition's name
//     parameters         {type, name} each; the type is empty where it could not be resolved
//     state              `ok`; `error`: it does not compile, by the diagnostic below; `unchecked`: the
//                        compiler stopped at an error elsewhere
//     diagnostic         an index into `diagnostics`, or null
//     instances          null for what is no template; else {arguments, state, diagnostic} for each instance
//   diagnostics  as `--diagnostics json`
std::string checkReport(const std::string &path, const ast::TranslationUnit &unit, const diag::Engine &engine,
                        const diag::SourceManager &sources);

} // namespace hd::jit
