#include "backends/nvptx/target.h"

#include "backends/simt/translate.h"

#include "llvm/Support/TargetSelect.h"

namespace hd::nvptx {

static const PtxTarget kTargets[] = {
    {"nvptx:sm_70", "sm_70", "PTX for NVIDIA Volta and later", 70, "+ptx63"},
    {"nvptx:sm_72", "sm_72", "PTX for NVIDIA Xavier and later", 72, "+ptx63"},
    {"nvptx:sm_75", "sm_75", "PTX for NVIDIA Turing and later", 75, "+ptx63"},
    {"nvptx:sm_80", "sm_80", "PTX for NVIDIA Ampere (A100) and later", 80, "+ptx70"},
    {"nvptx:sm_86", "sm_86", "PTX for NVIDIA Ampere (RTX 30) and later", 86, "+ptx71"},
    {"nvptx:sm_87", "sm_87", "PTX for NVIDIA Orin and later", 87, "+ptx74"},
    {"nvptx:sm_89", "sm_89", "PTX for NVIDIA Ada and later", 89, "+ptx78"},
    {"nvptx:sm_90", "sm_90", "PTX for NVIDIA Hopper and later", 90, "+ptx78"},
    {"nvptx:sm_90a", "sm_90a", "PTX for NVIDIA Hopper alone", 90, "+ptx80"},
};

llvm::ArrayRef<PtxTarget> ptxTargets() { return kTargets; }

llvm::Expected<const PtxTarget *> findTarget(llvm::StringRef name) {
  std::string choices;
  for (const PtxTarget &target : kTargets) {
    if (name == target.name || name == "nvptx")
      return &target;
    choices += std::string(choices.empty() ? "`" : ", `") + target.name + "`";
  }
  return llvm::createStringError("unknown target `" + name.str() + "`, expected `nvptx` or one of " +
                                 choices);
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const PtxTarget &target,
                                                                       unsigned level) {
  auto initialize = [] {
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
  };
  return simt::makeMachine("nvptx64-nvidia-cuda", target.arch, target.version, level, initialize);
}

} // namespace hd::nvptx
