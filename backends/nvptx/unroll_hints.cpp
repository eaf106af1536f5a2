#include "backends/nvptx/unroll_hints.h"

#include "backends/simt/emitter.h"

namespace hd::nvptx {

static bool isHint(const llvm::Metadata *part, llvm::StringRef name) {
  auto *node = llvm::dyn_cast_or_null<llvm::MDNode>(part);
  auto *text =
      node && node->getNumOperands() != 0 ? llvm::dyn_cast<llvm::MDString>(node->getOperand(0)) : nullptr;
  return text && text->getString() == name;
}

static llvm::MDNode *freed(llvm::MDNode *loop) {
  auto has = [](llvm::StringRef name) {
    return [name](const llvm::MDOperand &part) { return isHint(part, name); };
  };
  if (llvm::any_of(loop->operands(), has(simt::kStaysRolled)))
    return loop;
  llvm::SmallVector<llvm::Metadata *> parts = {nullptr};
  for (const llvm::MDOperand &part : llvm::drop_begin(loop->operands()))
    if (!isHint(part, "llvm.loop.unroll.disable"))
      parts.push_back(part);
  auto *copy = llvm::MDNode::getDistinct(loop->getContext(), parts);
  copy->replaceOperandWith(0, copy);
  return copy;
}

void freeUnrolledLoops(llvm::Module &module) {
  for (llvm::Function &function : module)
    for (llvm::BasicBlock &block : function)
      if (llvm::Instruction *end = block.getTerminator())
        if (llvm::MDNode *loop = end->getMetadata(llvm::LLVMContext::MD_loop))
          end->setMetadata(llvm::LLVMContext::MD_loop, freed(loop));
}

} // namespace hd::nvptx
