#include "backends/cpu/target.h"

#include "backends/llvm_target.h"

#include "llvm/Support/TargetSelect.h"

namespace hd::cpu {

static const VectorTarget kTargets[] = {
    {"cpu:avx512", "avx512", "x86-64 with AVX-512 F, BW, DQ, VL, CD: 2 x 16 lanes", 16, "skylake-avx512",
     "+avx512f,+avx512bw,+avx512dq,+avx512vl,+avx512cd,+avx2,+fma,+f16c,+bmi,+bmi2,+lzcnt,+popcnt", "512", 8,
     32,
     [] {
       return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
              __builtin_cpu_supports("avx512cd");
     }},
    {"cpu:avx2", "avx2", "x86-64 with AVX2 and FMA: 4 x 8 lanes", 8, "haswell",
     "+avx2,+fma,+f16c,+bmi,+bmi2,+lzcnt,+popcnt", "256", 32, 0,
     [] { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }},
    {"cpu:sse4", "sse4", "x86-64 with SSE4.2: 8 x 4 lanes", 4, "nehalem", "+sse4.2,+popcnt", "128", 0, 0,
     [] { return bool(__builtin_cpu_supports("sse4.2")); }},
};

llvm::ArrayRef<VectorTarget> vectorTargets() { return kTargets; }

llvm::Expected<const VectorTarget *> findTarget(llvm::StringRef name) {
  std::string choices;
  for (const VectorTarget &target : kTargets) {
    if (name == target.name || (name == "cpu" && target.isSupported()))
      return &target;
    choices += std::string(choices.empty() ? "`" : ", `") + target.name + "`";
  }
  return llvm::createStringError("unknown target `" + name.str() + "`, expected `cpu` or one of " + choices);
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const VectorTarget &target,
                                                                       unsigned level) {
  constexpr const char *kTriple = "x86_64-unknown-linux-gnu";
  auto llvmTarget = backends::llvmTarget(kTriple, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
  });
  if (!llvmTarget)
    return llvmTarget.takeError();
  static constexpr llvm::CodeGenOptLevel kLevels[] = {
      llvm::CodeGenOptLevel::None, llvm::CodeGenOptLevel::Less, llvm::CodeGenOptLevel::Default,
      llvm::CodeGenOptLevel::Default};
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict; // contraction is decided in the IR
  return std::unique_ptr<llvm::TargetMachine>(
      (*llvmTarget)
          ->createTargetMachine(kTriple, target.cpu, target.features, options, llvm::Reloc::PIC_,
                                llvm::CodeModel::Small, kLevels[level]));
}

} // namespace hd::cpu
