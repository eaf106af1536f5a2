// What LLVM refuses while it makes machine code comes back as an error and not as an exit of the process.
#include "backends/cpu/optimize.h"
#include "backends/cpu/target.h"

#include "llvm/IR/IRBuilder.h"
#include <gtest/gtest.h>

namespace hd::cpu {
namespace {

struct CodeGeneration : testing::Test {
  CodeGeneration() : module("test", context) {
    auto made = makeTargetMachine(**findTarget("cpu:sse4"), 2);
    EXPECT_TRUE(bool(made));
    machine = std::move(*made);
    module.setTargetTriple(machine->getTargetTriple().str());
    module.setDataLayout(machine->createDataLayout());
  }

  // double f() { return 1; } for a processor with `features`
  void addFunction(const char *features) {
    auto *type = llvm::FunctionType::get(llvm::Type::getDoubleTy(context), false);
    auto *function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, "f", module);
    function->addFnAttr("target-features", features);
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "entry", function));
    builder.CreateRet(llvm::ConstantFP::get(builder.getDoubleTy(), 1));
  }

  llvm::LLVMContext context;
  llvm::Module module;
  std::unique_ptr<llvm::TargetMachine> machine;
};

TEST_F(CodeGeneration, WritesAnObject) {
  addFunction("+sse2");
  ASSERT_FALSE(bool(optimize(module, *machine, 2)));
  auto bytes = generateCode(module, *machine, llvm::CodeGenFileType::ObjectFile);
  ASSERT_TRUE(bool(bytes));
  EXPECT_EQ(llvm::StringRef(bytes->data(), 4), "\x7f"
                                               "ELF");
}

TEST_F(CodeGeneration, ReturnsWhatLlvmReports) {
  addFunction("-sse,-sse2");
  ASSERT_FALSE(bool(optimize(module, *machine, 2)));
  auto bytes = generateCode(module, *machine, llvm::CodeGenFileType::ObjectFile);
  ASSERT_FALSE(bool(bytes));
  std::string message = llvm::toString(bytes.takeError());
  EXPECT_NE(message.find("LLVM cannot make code of this module: "), std::string::npos) << message;
  EXPECT_NE(message.find("SSE"), std::string::npos) << message;
}

} // namespace
} // namespace hd::cpu
