// Cuts a file into the declarations of its namespaces, each parsed by itself, and sorts out the host's part:
// functions without `__global__` or `__device__` never reach the parser.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/syntax/terminal.h"

namespace hd::syntax {

struct Chunk {
  enum class Kind : uint8_t {
    Device,       // parsed; an error in it is reported
    Ambiguous,    // parsed; dropped quietly when it can only be the host's (see `looksLikeHost`)
    HostFunction, // only its name is kept, and what it launches
    NamespaceOpen,
    NamespaceClose,
  } kind = Kind::Device;
  Terminals terminals; // with no End at the end; of a namespace its name, if it has one
  // In `terminals`: of a function its name; of a HostFunction with a body also what follows `template <...>`,
  // the
  // `(` of its parameters and the `{`, which is 0 in a prototype.
  uint32_t nameIndex = 0, headIndex = 0, paramsIndex = 0, bodyIndex = 0;
  bool isKernelTemplate = false;
  bool isMember = false;      // a HostFunction that is no name of its namespace
  bool contract = true;       // the state of FP_CONTRACT
  bool looksLikeHost = false; // it uses what only host code can
  bool isInline = false;      // of a namespace
};

// All brackets in `file` are balanced. Reports features that are unsupported at file scope.
std::vector<Chunk> splitChunks(const Terminals &file, diag::Engine &engine);

} // namespace hd::syntax
