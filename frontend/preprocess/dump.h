// `--emit tokens`: one token a line as `file:line:col kind text`.
#pragma once

#include "frontend/preprocess/preprocess.h"

namespace hd::preprocess {

std::string dumpTokens(const std::vector<Token> &tokens, const diag::SourceManager &sources);

} // namespace hd::preprocess
