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
  Terminals whole;     // of a class with methods of the host: what it was before they were taken out
  // In `terminals`: of a function its name; of a HostFunction with a body also what follows `template <...>`,
  // the `(` of its parameters and the `{`, which is 0 in a prototype. Of a class, in `whole`: what follows
  // `template <...>`, its name and the `{`. Of an instantiation of a function the name and the `(`.
  uint32_t nameIndex = 0, headIndex = 0, paramsIndex = 0, bodyIndex = 0;
  bool isKernelTemplate = false;
  bool isInstantiation = false; // `template void f<int>(int);`, `template struct S<int>;`
  bool isMember = false;        // a HostFunction that is no name of its namespace
  bool contract = true;         // the state of FP_CONTRACT
  bool looksLikeHost = false;   // it uses what only host code can
  bool isInline = false;        // of a namespace
};

// All brackets in `file` are balanced. Reports features that are unsupported at file scope.
std::vector<Chunk> splitChunks(const Terminals &file, diag::Engine &engine);

} // namespace hd::syntax
