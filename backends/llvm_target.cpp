#include "backends/llvm_target.h"

#include "llvm/Support/CommandLine.h"

#include <mutex>

namespace hd::backends {

static void setOption(llvm::StringRef name, llvm::StringRef value) {
  if (llvm::cl::Option *option = llvm::cl::getRegisteredOptions().lookup(name))
    option->addOccurrence(0, name, value);
}

llvm::Expected<const llvm::Target *> llvmTarget(const std::string &triple, void (*initialize)()) {
  static std::mutex mutex;
  static bool hasOptions = false;
  std::lock_guard lock(mutex);
  if (!hasOptions) {
    hasOptions = true;
    // Compares all blocks that go on to one place, and on the cpu a masked access that the processor does not
    // have becomes a block for each lane.
    setOption("enable-tail-merge", "false");
  }
  std::string error;
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target) {
    initialize();
    target = llvm::TargetRegistry::lookupTarget(triple, error);
  }
  if (!target)
    return llvm::createStringError(error);
  return target;
}

} // namespace hd::backends
