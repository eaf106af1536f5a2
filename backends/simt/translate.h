// An hd module as one LLVM module, and that as target code.
#pragma once

#include "backends/backend.h"
#include "backends/simt/emitter.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <functional>
#include <memory>

namespace hd::simt {

struct Translation {
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
};

using MakeEmitter = std::function<std::unique_ptr<Emitter>(llvm::Module &, mlir::func::FuncOp, DebugLines &)>;

struct TranslateOptions {
  const AddressSpaces &spaces;
  llvm::DICompileUnit::DebugEmissionKind lines; // how -g is written
  MakeEmitter makeEmitter;
};

llvm::Expected<Translation> translate(mlir::ModuleOp module, llvm::TargetMachine &machine,
                                      const backends::Options &options, const TranslateOptions &target);

// LLVM's pipeline at `level` with what the target adds to it.
llvm::Error optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);
llvm::Expected<llvm::SmallVector<char, 0>> generateCode(llvm::Module &module, llvm::TargetMachine &machine,
                                                        llvm::CodeGenFileType type);
std::string print(const llvm::Module &module);

// LLVM's machine for a triple, strict in floating point. `initialize` is that of llvmTarget.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeMachine(const char *triple, llvm::StringRef cpu,
                                                                 llvm::StringRef features, unsigned level,
                                                                 void (*initialize)());

} // namespace hd::simt
