// Two constants through LLVM's code generator.
#include "runtime/jit/compiler/object_file.h"

#include "backends/llvm_target.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

namespace hd::jit {
namespace {

llvm::GlobalVariable *addConstant(llvm::Module &module, llvm::Constant *value, const std::string &name) {
  auto *global = new llvm::GlobalVariable(module, value->getType(), true, llvm::GlobalValue::ExternalLinkage,
                                          value, name);
  global->setAlignment(llvm::Align(16));
  return global;
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> hostMachine() {
  std::string triple = llvm::sys::getDefaultTargetTriple();
  auto target = backends::llvmTarget(triple, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
  if (!target)
    return llvm::createStringError("cannot write objects for this machine: " +
                                   llvm::toString(target.takeError()));
  return std::unique_ptr<llvm::TargetMachine>(
      (*target)->createTargetMachine(triple, "", "", llvm::TargetOptions(), llvm::Reloc::PIC_));
}

} // namespace

std::string identifierOf(std::string_view name) {
  std::string identifier;
  for (char c : name)
    identifier += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
  if (identifier.empty() || (identifier[0] >= '0' && identifier[0] <= '9'))
    identifier.insert(0, "_");
  return identifier;
}

llvm::Expected<std::string> writeObject(std::string_view bytes, const std::string &name) {
  auto machine = hostMachine();
  if (!machine)
    return machine.takeError();
  llvm::LLVMContext context;
  llvm::Module module("heddle_module", context);
  module.setTargetTriple((*machine)->getTargetTriple().str());
  module.setDataLayout((*machine)->createDataLayout());
  std::string symbol = "heddle_module_" + name;
  addConstant(module,
              llvm::ConstantDataArray::getString(context, llvm::StringRef(bytes.data(), bytes.size()), false),
              symbol);
  addConstant(module, llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), bytes.size()),
              symbol + "_size");

  llvm::SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if ((*machine)->addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile))
    return llvm::createStringError("cannot write objects for this machine");
  passes.run(module);
  return std::string(object.data(), object.size());
}

} // namespace hd::jit
