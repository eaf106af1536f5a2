// What `heddle check` says of one file: its kernels, whether each compiles, and the diagnostics.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/diag/source_manager.h"
#include "frontend/sema/check.h"

#include <string>

namespace hd::jit {

// One JSON object:
//   file         the path as it was given
//   errors       their number
//   kernels      each with
//     name, file, line   of the definition's name
//     parameters         {type, name} each; the type is empty where it is not known
//     state              `ok`; `error`: it or something that it reaches does not compile, by the diagnostic
//     below;
//                        `uninstantiated`: a template that nothing instantiates
//     diagnostic         an index into `diagnostics`, or null
//     instances          null for what is no template; else {name, state, diagnostic} for each instance
//   diagnostics  as `--diagnostics json`
std::string checkReport(const std::string &path, const std::vector<sema::KernelVerdict> &verdicts,
                        const diag::Engine &engine, const diag::SourceManager &sources);

// A line for each kernel that compiles, and for templates without an instance, as `heddle check` lists them.
std::string kernelList(const std::vector<sema::KernelVerdict> &verdicts, const diag::SourceManager &sources);

} // namespace hd::jit
