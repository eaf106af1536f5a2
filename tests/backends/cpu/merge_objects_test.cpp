// Objects of LLVM's become one in which code and data of each find what the others define.
#include "backends/cpu/merge_objects.h"
#include "backends/cpu/optimize.h"
#include "backends/cpu/target.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/Object/ELFObjectFile.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace hd::cpu {
namespace {

using Fill = std::function<void(llvm::Module &, llvm::IRBuilder<> &)>;

ObjectBytes object(const Fill &fill) {
  llvm::LLVMContext context;
  llvm::Module module("test", context);
  auto machine = llvm::cantFail(makeTargetMachine(**findTarget("cpu:sse4"), 2));
  module.setTargetTriple(machine->getTargetTriple().str());
  module.setDataLayout(machine->createDataLayout());
  llvm::IRBuilder<> builder(context);
  fill(module, builder);
  return llvm::cantFail(generateCode(module, *machine, llvm::CodeGenFileType::ObjectFile));
}

llvm::Function *begin(llvm::Module &module, llvm::IRBuilder<> &builder, const char *name) {
  auto *type = llvm::FunctionType::get(builder.getDoubleTy(), false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module);
  builder.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", function));
  return function;
}

// double first() { return 1.5 + second(); }  double variable = 4;
void first(llvm::Module &module, llvm::IRBuilder<> &builder) {
  auto *function = begin(module, builder, "first");
  auto *second = llvm::Function::Create(function->getFunctionType(), llvm::GlobalValue::ExternalLinkage,
                                        "second", module);
  second->setDSOLocal(true);
  builder.CreateRet(
      builder.CreateFAdd(llvm::ConstantFP::get(builder.getDoubleTy(), 1.5), builder.CreateCall(second)));
  new llvm::GlobalVariable(module, builder.getDoubleTy(), false, llvm::GlobalValue::ExternalLinkage,
                           llvm::ConstantFP::get(builder.getDoubleTy(), 4), "variable");
}

// double second() { return 2.5 + variable; }
void second(llvm::Module &module, llvm::IRBuilder<> &builder) {
  begin(module, builder, "second");
  auto *variable = new llvm::GlobalVariable(module, builder.getDoubleTy(), false,
                                            llvm::GlobalValue::ExternalLinkage, nullptr, "variable");
  variable->setDSOLocal(true);
  builder.CreateRet(builder.CreateFAdd(llvm::ConstantFP::get(builder.getDoubleTy(), 2.5),
                                       builder.CreateLoad(builder.getDoubleTy(), variable)));
}

struct Parsed {
  explicit Parsed(const ObjectBytes &bytes)
      : file(llvm::cantFail(llvm::object::ELF64LEObjectFile::create(
            llvm::MemoryBufferRef(llvm::StringRef(bytes.data(), bytes.size()), "merged")))) {
    for (const llvm::object::ELFSymbolRef &symbol : file.symbols())
      symbols.emplace(llvm::cantFail(symbol.getName()).str(), symbol);
  }
  // The 8 bytes that a relocation's place in .text addresses.
  std::vector<double> constantsOfCode() {
    std::vector<double> found;
    for (const llvm::object::SectionRef &section : file.sections())
      for (const llvm::object::ELFRelocationRef relocation : section.relocations()) {
        auto symbol = *relocation.getSymbol();
        auto target = llvm::cantFail(symbol.getSection());
        if (target == file.section_end() || target->isText())
          continue;
        // A PC-relative reference is from behind its 4 bytes.
        uint64_t at =
            llvm::cantFail(symbol.getValue()) + uint64_t(llvm::cantFail(relocation.getAddend()) + 4);
        double value;
        std::memcpy(&value, llvm::cantFail(target->getContents()).data() + at, sizeof(value));
        found.push_back(value);
      }
    return found;
  }
  llvm::object::ELF64LEObjectFile file;
  std::map<std::string, llvm::object::ELFSymbolRef> symbols;
};

TEST(MergeObjects, ReferencesReachTheirTargets) {
  auto merged = mergeObjects({object(first), object(second)}, {{"other", "second"}});
  ASSERT_TRUE(bool(merged)) << llvm::toString(merged.takeError());
  Parsed parsed(*merged);
  EXPECT_THAT(parsed.constantsOfCode(), testing::UnorderedElementsAre(1.5, 2.5, 4));
  for (const char *name : {"first", "second", "variable"})
    EXPECT_FALSE(llvm::cantFail(parsed.symbols.at(name).getFlags()) & llvm::object::SymbolRef::SF_Undefined)
        << name;
  EXPECT_EQ(llvm::cantFail(parsed.symbols.at("other").getValue()),
            llvm::cantFail(parsed.symbols.at("second").getValue()));
  EXPECT_GT(llvm::cantFail(parsed.symbols.at("second").getValue()), 0u);
}

TEST(MergeObjects, OneObjectStaysAsItIs) {
  ObjectBytes bytes = object(second);
  EXPECT_EQ(*mergeObjects({bytes}, {}), bytes);
}

TEST(MergeObjects, TwoDefinitionsAreAnError) {
  auto merged = mergeObjects({object(second), object(second)}, {});
  ASSERT_FALSE(bool(merged));
  EXPECT_NE(llvm::toString(merged.takeError()).find("two definitions of `second`"), std::string::npos);
}

} // namespace
} // namespace hd::cpu
