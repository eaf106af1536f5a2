// What every backend offers: hd IR in, target code in a module image out. One instance each, found by name;
// the registry is generated from the folders under backends/.
#pragma once

#include "runtime/abi/module.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace hd::backends {

class Workers;

// What to stop at. `Object` is the image itself.
enum class Stage { Lowered, LLVM, Assembly, Object };

struct Options {
  unsigned optimization = 3; // 0..3
  bool debugLines = false;   // -g
  std::string sourceFile;
  Workers *workers = nullptr; // for independent work; null: there is only the caller's thread
};

// A value of `heddle build --emit` that a backend offers beside `module` and `obj`, which all have.
struct EmitKind {
  std::string name; // `llvm`, `ptx`
  std::string what; // for `heddle targets`
  Stage stage;      // Object: the bytes of the image, text or binary
};

struct Target {
  std::string name;        // as written after --target, e.g. `cpu:avx512`
  std::string description; // one line for `heddle targets`
};

class Backend {
public:
  virtual ~Backend() = default;
  virtual llvm::StringRef name() const = 0; // `cpu`
  virtual std::vector<Target> targets() const = 0;
  // What --emit may name for these targets; each kind's stage is given to `print`, or `compile` for Object.
  virtual std::vector<EmitKind> emitKinds() const {
    return {{"mlir", "IR as the backend lowers it", Stage::Lowered},
            {"llvm", "LLVM IR", Stage::LLVM},
            {"asm", "assembly", Stage::Assembly}};
  }
  // The target that `name` alone or `name:arch` means on this machine; an error that lists the choices.
  virtual llvm::Expected<std::string> resolveTarget(llvm::StringRef target) const = 0;
  // Compiles the module, which it may change. Optimised hd IR, calls inlined. What the target cannot do is an
  // error of std::errc::not_supported, which tells it from errors of the source.
  virtual llvm::Expected<abi::Image> compile(mlir::ModuleOp module, llvm::StringRef target,
                                             const Options &options) = 0;
  // The text of a stage before the object, one of those that emitKinds names.
  virtual llvm::Expected<std::string> print(mlir::ModuleOp module, llvm::StringRef target,
                                            const Options &options, Stage stage) = 0;
};

// All backends of this build, in the order of their names.
const std::vector<Backend *> &all();
// By the part before the colon; null when there is none.
Backend *find(llvm::StringRef target);

// The kernels and globals of a module as the runtime will see them, read from the IR's attributes.
void describe(mlir::ModuleOp module, abi::Module &result);

} // namespace hd::backends
