#include "backends/amdgcn/target.h"

#include "backends/simt/translate.h"

#include "llvm/Support/TargetSelect.h"

namespace hd::amdgcn {

static const AmdTarget kTargets[] = {
    {"amdgcn:gfx90a", "gfx90a", "AMD Instinct MI200", 64, "+wavefrontsize64"},
    {"amdgcn:gfx942", "gfx942", "AMD Instinct MI300", 64, "+wavefrontsize64"},
    {"amdgcn:gfx1100", "gfx1100", "AMD Radeon RX 7900", 32, "+wavefrontsize32"},
};

llvm::ArrayRef<AmdTarget> amdTargets() { return kTargets; }

llvm::Expected<const AmdTarget *> findTarget(llvm::StringRef name) {
  std::string choices;
  for (const AmdTarget &target : kTargets) {
    if (name == target.name)
      return &target;
    choices += std::string(choices.empty() ? "`" : ", `") + target.name + "`";
  }
  return llvm::createStringError("unknown target `" + name.str() + "`, expected one of " + choices);
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const AmdTarget &target,
                                                                       unsigned level) {
  auto initialize = [] {
    LLVMInitializeAMDGPUTargetInfo();
    LLVMInitializeAMDGPUTarget();
    LLVMInitializeAMDGPUTargetMC();
    LLVMInitializeAMDGPUAsmPrinter();
  };
  return simt::makeMachine("amdgcn-amd-amdhsa", target.arch, target.features, level, initialize);
}

} // namespace hd::amdgcn
