// Whether a CUDA file needs the part of `std` that comes without an include: reading that takes a quarter of
// the time of a small file's check, and most files name nothing of it but what the host uses.
#pragma once

#include "frontend/preprocess/preprocess.h"

namespace hd::preprocess {

// The header that declares that part.
constexpr const char *kStdPrelude = "heddle/std/prelude.h";

// True when the text, or a file that it includes in quotes, names something of the prelude after `std::`, or
// opens or uses the namespace. May be true without need.
bool mayUseStdPrelude(std::string_view text, const std::string &path, const Options &options);

} // namespace hd::preprocess
